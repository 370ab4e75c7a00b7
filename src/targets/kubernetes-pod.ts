import { resourceName } from '../quoting/image.ts'
import { CONTAINER_NOT_EXPRESSED, insideContainer } from './container.ts'
import { defineTarget, lines, noStep, snippet, step } from './define.ts'
import { applyManifest, POD_OPTIONS, POD_PITFALLS, podContainer, podHead, podSysctls } from './kubernetes.ts'
import { LINUX_SYSCTL_LIMITS } from './limits.ts'
import { LINUX_DEFAULTS } from './linux.ts'

/** Kubernetes 1.29 and later: the three sysctls are safe, so a pod may set them. */
export const kubernetesPod = defineTarget({
  id: 'kubernetes-pod',
  title: 'Kubernetes pod (1.29 and later)',
  group: 'Container and cloud',
  stack: 'linux',
  scope: 'namespace',
  summary: 'For a pod on Kubernetes 1.29 or later, also on EKS, GKE and AKS.',
  limits: LINUX_SYSCTL_LIMITS,
  switch: 'elsewhere',
  options: POD_OPTIONS,
  recipe: (settings, option) => {
    const pod = option('pod', resourceName)
    return {
      now: noStep(
        'A running pod keeps its values.',
        'They are set when the pod is made. Store the lines below, then replace the pod.',
      ),
      persist: step(
        'Add securityContext.sysctls to the pod’s spec.',
        snippet(`${pod}.yaml`, 'yaml', lines(podHead(option), podSysctls(settings), podContainer(option)), {
          path: `${pod}.yaml`,
          filename: 'pod-keepalive.yaml',
        }),
        applyManifest(option),
      ),
      verify: step('Read the values inside the pod.', insideContainer(`kubectl exec ${pod} --`, settings)),
      undo: step(
        'Delete the sysctls lines and replace the pod.',
        snippet(`${pod}.yaml`, 'yaml', lines(podHead(option), podContainer(option))),
        applyManifest(option),
        insideContainer(`kubectl exec ${pod} --`, LINUX_DEFAULTS),
      ),
      affects: 'Every TCP socket of this pod’s containers that has SO_KEEPALIVE and sets no times of its own.',
      runAs: 'whoever may deploy the pod',
      takesEffect: 'When the pod is made again.',
      pitfalls: [
        ...POD_PITFALLS,
        'Kubelets before 1.29 call these sysctls unsafe: the pod then stays in SysctlForbidden. Use the recipe for older clusters.',
      ],
      notExpressed: CONTAINER_NOT_EXPRESSED,
    }
  },
})
