import { resourceName } from '../quoting/image.ts'
import { CONTAINER_NOT_EXPRESSED, insideContainer } from './container.ts'
import { defineTarget, lines, noStep, snippet, step } from './define.ts'
import { applyManifest, POD_OPTIONS, POD_PITFALLS, podContainer, podHead, podSysctls } from './kubernetes.ts'
import { LINUX_SYSCTL_LIMITS } from './limits.ts'

/** Kubernetes before 1.29: the node must allow the sysctls first. */
export const kubernetesUnsafeSysctls = defineTarget({
  id: 'kubernetes-unsafe-sysctls',
  format: 'kubernetes-pod',
  title: 'Kubernetes pod (before 1.29, node allows it)',
  group: 'Container and cloud',
  stack: 'linux',
  scope: 'namespace',
  summary: 'For a pod on Kubernetes before 1.29 when you can change the kubelet’s flags.',
  limits: LINUX_SYSCTL_LIMITS,
  switch: 'elsewhere',
  options: POD_OPTIONS,
  recipe: (settings, option) => {
    const pod = option('pod', resourceName)
    return {
      now: noStep(
        'A running pod keeps its values.',
        'They are set when the pod is made, and the node must allow them first.',
      ),
      persist: step(
        'Allow the sysctls on every node the pod may run on, restart the kubelet, then add them to the pod.',
        snippet('Flag of the kubelet on each node', 'sh', "--allowed-unsafe-sysctls 'net.ipv4.tcp_keepalive*'\n"),
        snippet(`${pod}.yaml`, 'yaml', lines(podHead(option), podSysctls(settings), podContainer(option)), {
          path: `${pod}.yaml`,
          filename: 'pod-keepalive.yaml',
        }),
        applyManifest(option),
      ),
      verify: step(
        'The pod runs, and its values are those asked for.',
        snippet('State of the pod', 'sh', `kubectl get pod ${pod}\n`, {
          note: 'SysctlForbidden means that the node does not allow the sysctls.',
        }),
        insideContainer(`kubectl exec ${pod} --`, settings),
      ),
      undo: step(
        'Delete the sysctls lines, replace the pod, and take the flag off the nodes.',
        snippet(`${pod}.yaml`, 'yaml', lines(podHead(option), podContainer(option))),
        applyManifest(option),
      ),
      affects: 'Every TCP socket of this pod’s containers that has SO_KEEPALIVE and sets no times of its own.',
      runAs: 'an administrator of the nodes, then whoever may deploy the pod',
      takesEffect: 'When the pod is made again on a node that allows it.',
      pitfalls: [
        ...POD_PITFALLS,
        'A node without the flag refuses the pod. Label the nodes that have it and select them.',
        'Pod Security admission of these versions refuses the sysctls at the baseline and restricted levels.',
      ],
      notExpressed: CONTAINER_NOT_EXPRESSED,
    }
  },
})
