import { errorSchema } from '../schemas/error.ts'
import type { OpenDataSet } from './open-data.ts'

/** /data/errors.json: the families of content/errors, with shared sources written out among `sources`. */
export const ERRORS_DATA: OpenDataSet = {
  name: 'errors',
  version: 1,
  title: 'Holdfast: error messages of dropped database connections',
  item: errorSchema.omit({ sharedSources: true }),
}
