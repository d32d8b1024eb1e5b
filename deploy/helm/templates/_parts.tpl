{{- define "cairn.settings" -}}
# A directory of its own inside the volume: Cairn wants to own it, and a volume's root belongs to the cluster.
- {name: CAIRN_DATA, value: /data/cairn}
- {name: CAIRN_HOSTS, value: {{ .Values.host }}}
- {name: CAIRN_HTTPS, value: "1"}
- name: CAIRN_DATABASE_URL
  valueFrom: {secretKeyRef: {name: {{ .Values.databaseSecretName }}, key: CAIRN_DATABASE_URL}}
{{- end }}

{{- define "cairn.confinement" -}}
securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
volumeMounts: [{name: data, mountPath: /data}, {name: tmp, mountPath: /tmp}]
{{- end }}

{{- define "cairn.probe" -}}
{{ .name }}:
  httpGet:
    path: {{ .path }}
    port: http
    httpHeaders: [{name: Host, value: {{ .root.Values.host }}}, {name: X-Forwarded-Proto, value: https}]
  periodSeconds: 10
  timeoutSeconds: 5
{{- end }}
