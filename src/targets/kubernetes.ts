import type { KeepaliveSettings } from '../model/keepalive.ts'
import { imageReference, resourceName } from '../quoting/image.ts'
import { yamlString } from '../quoting/yaml.ts'
import { IMAGE_OPTION } from './container.ts'
import type { OptionReader } from './define.ts'
import { snippet } from './define.ts'
import { linuxSysctls } from './linux.ts'
import type { Snippet, TargetOption } from './target.ts'

/** Pod name and image. */
export const POD_OPTIONS: readonly TargetOption[] = [
  { id: 'pod', label: 'Pod', placeholder: 'loader', defaultValue: 'loader', maxLength: 253 },
  IMAGE_OPTION,
]

/** First lines of a pod manifest. */
export const podHead = (option: OptionReader): readonly string[] => [
  'apiVersion: v1',
  'kind: Pod',
  'metadata:',
  `  name: ${option('pod', (text) => yamlString(resourceName(text)))}`,
  'spec:',
]

/** The pod's own container. */
export const podContainer = (option: OptionReader): readonly string[] => [
  '  containers:',
  `    - name: ${option('pod', (text) => yamlString(resourceName(text)))}`,
  `      image: ${option('image', (text) => yamlString(imageReference(text)))}`,
]

/** spec.securityContext.sysctls. */
export const podSysctls = (settings: KeepaliveSettings): readonly string[] => [
  '  securityContext:',
  '    sysctls:',
  ...linuxSysctls(settings).flatMap(([name, value]) => [`      - name: ${name}`, `        value: "${value}"`]),
]

/** Applies a manifest. A pod's sysctls cannot change, so the pod is replaced. */
export const applyManifest = (option: OptionReader): Snippet =>
  snippet('Replace the pod', 'sh', `kubectl replace --force -f ${option('pod', resourceName)}.yaml\n`, {
    note: 'In a Deployment the same lines stand under spec.template.spec; kubectl apply then rolls the pods.',
  })

/** What silently undoes a pod's sysctls. */
export const POD_PITFALLS: readonly string[] = [
  'The node’s sysctls do not reach pods: each pod has its own network namespace and starts from 7200/75/9.',
  'The values are strings. Without the quotes the API server refuses the manifest.',
  'A pod with hostNetwork: true uses the node’s values; net.* sysctls of the pod are refused there (unconfirmed).',
]
