import type { JSX } from 'preact'
import type { Path, Workload } from '../model/path.ts'
import { type Prediction, predict } from '../model/predict.ts'
import { type Drawing, draw, type Shape } from '../timeline/draw.ts'

interface Props {
  readonly path: Path
  readonly workload: Workload
  /** Given where it is known already; worked out here otherwise. */
  readonly prediction?: Prediction | undefined
}

/** The path timeline with its legend and the same events as a list. */
export function Timeline({ path, workload, prediction }: Props): JSX.Element {
  return <TimelineView drawing={draw(path, workload, prediction ?? predict(path, workload))} />
}

/** A drawing with its legend and its list. */
export function TimelineView({ drawing }: { readonly drawing: Drawing }): JSX.Element {
  return (
    <div>
      <TimelinePicture drawing={drawing} />
      <p class="small muted">
        {drawing.legend.map(({ sign, text }, index) => (
          <span key={sign}>
            {index > 0 && ' · '}
            <svg width="18" height="12" aria-hidden="true">
              <path class={`tl-${sign}`} d={SAMPLES[sign]} />
            </svg>{' '}
            {text}
          </span>
        ))}
      </p>
      <details class="small">
        <summary>As a list: {drawing.items.length} events</summary>
        <ol>
          {drawing.items.map(({ time, text }, index) => (
            <li key={index}>
              <b>{time}</b> {text}
            </li>
          ))}
        </ol>
      </details>
    </div>
  )
}

/** The picture alone. It stretches to the width it is given; its letters and marks keep their size. */
export function TimelinePicture({ drawing: { height, title, shapes } }: { readonly drawing: Drawing }): JSX.Element {
  return (
    <svg class="timeline-picture" width="100%" height={height} role="img" aria-label={title}>
      <svg viewBox={`0 0 1000 ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {shapes.map((shape) => shape.as === 'path' && <path key={shape.look} d={shape.d} class={`tl-${shape.look}`} />)}
      </svg>
      {shapes.map((shape, index) => (
        <Placed key={index} shape={shape} />
      ))}
    </svg>
  )
}

const percent = (value: number): string => `${Math.round(value * 10) / 10}%`

function Placed({ shape }: { readonly shape: Shape }): JSX.Element | null {
  if (shape.as === 'path') return null
  const x = percent(shape.x)
  if (shape.as === 'text') {
    const { y, shift, anchor, text, look, more } = shape
    return (
      <text
        x={x}
        y={y}
        dx={shift || undefined}
        text-anchor={anchor === 'start' ? undefined : anchor}
        class={look === 'tick' ? undefined : `tl-${look}`}
      >
        {text}
        {more?.map((part) => (
          <tspan key={part.text} dx="10" class={`tl-${part.look}`}>
            {part.text}
          </tspan>
        ))}
      </text>
    )
  }
  if (shape.sign === 'dot') return <circle cx={x} cy={shape.y} r="4" class="tl-dot" />
  return (
    <svg x={x} y={shape.y} aria-hidden="true">
      <Mark sign={shape.sign} />
    </svg>
  )
}

function Mark({ sign }: { readonly sign: Exclude<Extract<Shape, { as: 'mark' }>['sign'], 'dot'> }): JSX.Element {
  switch (sign) {
    case 'cut':
    case 'error':
      return (
        <g class="tl-mark-bad">
          <circle r="9" />
          <path d="M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5" />
        </g>
      )
    case 'ok':
      return (
        <g class="tl-mark-good">
          <circle r="9" />
          <path d="M-4 0-1 3 4-3" />
        </g>
      )
    case 'lost':
      return <path class="tl-mark-lost" d="M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5" />
    case 'break':
      return <path class="tl-mark-break" d="M-5 5-1-5M1 5 5-5" />
  }
}

const SAMPLES: Readonly<Record<Drawing['legend'][number]['sign'], string>> = {
  fuel: 'M1 11V1L9 8V1L17 8V11Z',
  probe: 'M9 0V12',
  beat: 'M9 0V12',
  lost: 'M9 0V12',
}
