import type { JSX } from 'preact'
import type { Path, Workload } from '../model/path.ts'
import { type Prediction, predict } from '../model/predict.ts'
import { type Drawing, draw, type Shape } from '../timeline/draw.ts'

interface Props {
  readonly path: Path
  readonly workload: Workload
  /** Given where it is known already; worked out here otherwise. */
  readonly prediction?: Prediction | undefined
  /** Whether the list of events stands open below the picture. */
  readonly open?: boolean
}

/** The path timeline with its legend and the same events as a list. */
export function Timeline({ path, workload, prediction, open = false }: Props): JSX.Element {
  const drawing = draw(path, workload, prediction ?? predict(path, workload))
  return (
    <div class="timeline">
      <TimelinePicture drawing={drawing} />
      <ul class="timeline-legend">
        {drawing.legend.map(({ sign, text }) => (
          <li key={sign}>
            <svg width="18" height="12" aria-hidden="true" focusable="false">
              <Sample sign={sign} />
            </svg>
            {text}
          </li>
        ))}
      </ul>
      <details open={open}>
        <summary>The same as a list of {drawing.items.length} events</summary>
        <ol class="timeline-events">
          {drawing.items.map(({ time, text, tone }, index) => (
            <li key={index} data-tone={tone}>
              <b>{time}</b> {text}
            </li>
          ))}
        </ol>
      </details>
    </div>
  )
}

/** The picture alone. Widths are percent: it fills what it is given, and its letters keep their size. */
export function TimelinePicture({ drawing: { height, title, shapes } }: { readonly drawing: Drawing }): JSX.Element {
  return (
    <svg class="timeline-picture" width="100%" height={height} role="img" aria-label={title}>
      {shapes.map((shape, index) => (
        <ShapeOf key={index} shape={shape} />
      ))}
    </svg>
  )
}

const percent = (value: number): string => `${Math.round(value * 100) / 100}%`

function ShapeOf({ shape }: { readonly shape: Shape }): JSX.Element {
  switch (shape.as) {
    case 'line':
      return (
        <line x1={percent(shape.x1)} y1={shape.y1} x2={percent(shape.x2)} y2={shape.y2} class={`tl-${shape.look}`} />
      )
    case 'bar':
      return (
        <rect
          x={percent(shape.x)}
          y={shape.y}
          width={percent(Math.max(0, shape.width))}
          height={shape.height}
          rx="4"
          class={`tl-${shape.look}`}
        />
      )
    case 'area':
      return (
        <svg
          x={percent(shape.x)}
          y={shape.y}
          width={percent(Math.max(0.01, shape.width))}
          height={shape.height}
          viewBox={`0 0 1000 ${shape.height}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <path d={shape.path} class={`tl-${shape.look}`} vector-effect="non-scaling-stroke" />
        </svg>
      )
    case 'mark':
      return (
        <svg x={percent(shape.x)} y={shape.y} overflow="visible" width="1" height="1" aria-hidden="true">
          <Mark sign={shape.sign} />
        </svg>
      )
    case 'text':
      return (
        <text x={percent(shape.x)} y={shape.y} dx={shape.shift} text-anchor={shape.anchor} class={`tl-${shape.look}`}>
          {shape.text}
        </text>
      )
  }
}

function Mark({ sign }: { readonly sign: Extract<Shape, { as: 'mark' }>['sign'] }): JSX.Element {
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
    case 'dot':
      return <circle class="tl-mark-dot" r="4" />
    case 'break':
      return <path class="tl-mark-break" d="M-5 5-1-5M1 5 5-5" />
  }
}

function Sample({ sign }: { readonly sign: Drawing['legend'][number]['sign'] }): JSX.Element {
  switch (sign) {
    case 'fuel':
      return <path class="tl-fuel" d="M1 11V1L9 8V1L17 8V11Z" />
    case 'probe':
      return <path class="tl-probe" d="M9 0V12" />
    case 'lost':
      return <path class="tl-lost" d="M9 0V12" />
    case 'cut':
      return (
        <g class="tl-mark-bad" transform="translate(9 6) scale(.65)">
          <circle r="9" />
          <path d="M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5" />
        </g>
      )
  }
}
