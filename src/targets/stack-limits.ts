import { STACKS, type SystemStackId } from '../model/stacks.ts'
import type { Limits } from './limits.ts'

/** What an operating system's own settings accept, as the model states it. */
export const systemLimits = (stack: SystemStackId): Limits => STACKS[stack].systemLimits
