import { resourceName } from '../quoting/image.ts'
import { CONTAINER_NOT_EXPRESSED, insideContainer } from './container.ts'
import { defineTarget, lines, noStep, snippet, step } from './define.ts'
import { applyManifest, POD_OPTIONS, POD_PITFALLS, podContainer, podHead } from './kubernetes.ts'
import { LINUX_SYSCTL_LIMITS } from './limits.ts'
import { sysctlWords } from './linux.ts'

/** Kubernetes: a privileged init container writes the values into the pod's network namespace. */
export const kubernetesInitContainer = defineTarget({
  id: 'kubernetes-init-container',
  format: 'linux-sysctl',
  title: 'Kubernetes pod (privileged initContainer)',
  group: 'Container and cloud',
  stack: 'linux',
  scope: 'namespace',
  summary: 'For a pod on an old cluster whose nodes you cannot change, where privileged containers are allowed.',
  limits: LINUX_SYSCTL_LIMITS,
  switch: 'elsewhere',
  options: POD_OPTIONS,
  recipe: (settings, option) => {
    const pod = option('pod', resourceName)
    return {
      now: noStep(
        'A running pod keeps its values.',
        'The init container runs before the others. Store the lines below, then replace the pod.',
      ),
      persist: step(
        'Add the init container to the pod’s spec. All containers of a pod share one network namespace, so it sets the values for all.',
        snippet(
          `${pod}.yaml`,
          'yaml',
          lines(
            podHead(option),
            '  initContainers:',
            '    - name: tcp-keepalive',
            '      image: busybox',
            '      securityContext:',
            '        privileged: true',
            `      command: ["sh", "-c", "sysctl -w ${sysctlWords(settings)}"]`,
            podContainer(option),
          ),
          { path: `${pod}.yaml`, filename: 'pod-keepalive.yaml' },
        ),
        applyManifest(option),
      ),
      verify: step('Read the values inside the pod.', insideContainer(`kubectl exec ${pod} --`, settings)),
      undo: step(
        'Delete the init container and replace the pod.',
        snippet(`${pod}.yaml`, 'yaml', lines(podHead(option), podContainer(option))),
        applyManifest(option),
      ),
      affects: 'Every TCP socket of this pod’s containers that has SO_KEEPALIVE and sets no times of its own.',
      runAs: 'whoever may deploy privileged pods',
      takesEffect: 'When the pod is made again.',
      pitfalls: [
        ...POD_PITFALLS,
        'Clusters that enforce the baseline or restricted Pod Security level refuse privileged containers.',
        'This way is unconfirmed: it was not run on a cluster for this page.',
      ],
      notExpressed: CONTAINER_NOT_EXPRESSED,
    }
  },
})
