<#
.SYNOPSIS
Find the idle limit of the path to a PostgreSQL or Redshift server. Needs Windows PowerShell 5.1 or PowerShell 7, and psql.

.DESCRIPTION
Opens a few sessions with TCP keepalive off, leaves each silent for another time, then speaks, and narrows the time
down until the longest silence that lived and the shortest that died are close together. Reads and writes no data.

  $env:PGPASSWORD = '...'
  .\holdfast-measure.ps1 -Connection "host=db.example.com user=me dbname=postgres"

psql's own ways to log in work: PGPASSWORD, pgpass.conf, a service file, IAM tokens.
Ctrl-C ends it at any time and prints what is known so far.
#>
param(
    [Parameter(Mandatory = $true)] [string] $Connection,
    [ValidateRange(1, 7499)] [int] $Min = 30,
    [ValidateRange(2, 7500)] [int] $Max = 1200,
    [ValidateRange(1, 600)] [int] $Resolution = 10,
    [ValidateRange(1, 10)] [int] $Connections = 5,
    [ValidateRange(1, 120)] [int] $Wait = 10,
    [string] $Psql = 'psql'
)
$ErrorActionPreference = 'Stop'
$ConnectSeconds = 15

if ($Min -ge $Max) { throw "Min has to be smaller than Max; got $Min and $Max" }
if (-not (Get-Command $Psql -ErrorAction SilentlyContinue)) { throw "psql was not found. Install the PostgreSQL client, or pass -Psql C:\path\to\psql.exe" }

# A URL takes its parameters after ? or &, key=value pairs after a space.
if ($Connection -match '^postgres(ql)?://.*\?') { $target = "$Connection&keepalives=0&connect_timeout=$ConnectSeconds" }
elseif ($Connection -match '^postgres(ql)?://') { $target = "$Connection`?keepalives=0&connect_timeout=$ConnectSeconds" }
else { $target = "$Connection keepalives=0 connect_timeout=$ConnectSeconds" }

$known = @{ Lived = 0; Died = $null; How = 'none'; Scattered = $false; Message = '' }
$sessions = New-Object System.Collections.ArrayList

function Start-Session([double] $Silence) {
    $start = New-Object System.Diagnostics.ProcessStartInfo
    $start.FileName = (Get-Command $Psql).Source
    # Inside double quotes, Windows wants a backslash before a double quote.
    $start.Arguments = '-X -q -A -t -w "' + $target.Replace('"', '\"') + '"'
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [System.Diagnostics.Process]::Start($start)
    [void] $sessions.Add($process)
    $errors = $process.StandardError.ReadToEndAsync()
    $process.StandardInput.WriteLine('SET tcp_keepalives_idle = 32767;')
    $process.StandardInput.WriteLine("SELECT 'connected';")
    $process.StandardInput.Flush()
    $line = $process.StandardOutput.ReadLineAsync()
    if (-not $line.Wait(($ConnectSeconds + 5) * 1000) -or $line.Result -ne 'connected') {
        $reason = 'no answer'
        if ($process.HasExited -and $errors.Wait(2000)) { $reason = $errors.Result.Trim() }
        throw "No session: $reason"
    }
    @{ Process = $process; Errors = $errors; Silence = $Silence; Watch = [System.Diagnostics.Stopwatch]::StartNew() }
}

# lived, silent, reset or server, and how long the silence really was.
function Invoke-Speech($Session) {
    $seconds = $Session.Watch.Elapsed.TotalSeconds
    $outcome = 'reset'
    $detail = ''
    try {
        $Session.Process.StandardInput.WriteLine("SELECT 'answered';")
        $Session.Process.StandardInput.Flush()
        $line = $Session.Process.StandardOutput.ReadLineAsync()
        if (-not $line.Wait($Wait * 1000)) { $outcome = 'silent'; $detail = "no answer in $Wait s" }
        elseif ($line.Result -eq 'answered') { $outcome = 'lived' }
        elseif ($Session.Errors.Wait(2000)) {
            $detail = ($Session.Errors.Result -split "`n")[0].Trim()
            if ($Session.Errors.Result -match 'FATAL') { $outcome = 'server' }
            elseif ($Session.Errors.Result -match 'timed out') { $outcome = 'silent' }
        }
    }
    catch { $detail = $_.Exception.Message }
    Stop-Session $Session.Process
    @{ Seconds = $seconds; Outcome = $outcome; Detail = $detail }
}

function Stop-Session($Process) {
    try { if (-not $Process.HasExited) { $Process.Kill() } } catch { Write-Verbose $_.Exception.Message }
}

function Get-Point([double] $Low, [double] $High, [bool] $First) {
    $points = New-Object System.Collections.ArrayList
    if ($First) {
        $ratio = 1
        if ($Connections -gt 1) { $ratio = [Math]::Pow($High / $Low, 1 / ($Connections - 1)) }
        for ($i = 0; $i -lt $Connections; $i++) { [void] $points.Add([Math]::Round($Low * [Math]::Pow($ratio, $i), 1)) }
    }
    else {
        $count = [Math]::Max(1, [Math]::Min($Connections, [Math]::Floor(($High - $Low) / $Resolution)))
        for ($i = 1; $i -le $count; $i++) { [void] $points.Add([Math]::Round($Low + ($High - $Low) / ($count + 1) * $i, 1)) }
    }
    $points | Select-Object -Unique
}

function Write-Report {
    if ($known.Scattered) { Write-Output 'A shorter silence died while a longer one lived: this is not one clean idle limit. Repeat it.' }
    if ($known.Message) { Write-Output "The server itself ended the session: $($known.Message)" }
    if ($known.Lived -gt 0 -or $null -ne $known.Died) {
        $until = 'none'
        if ($null -ne $known.Died) { $until = "$([Math]::Ceiling($known.Died))s" }
        Write-Output "holdfast-measure v1 lived=$([Math]::Floor($known.Lived))s died=$until how=$($known.How) via=powershell"
        Write-Output 'Paste that line into the Cutoff page.'
    }
}

Write-Output "Up to $Connections sessions, silent for at most $Max s, keepalive off. Ctrl-C ends it."
try {
    $low = 0.0
    $high = $null
    $warned = $false
    while ($true) {
        $first = $null -eq $high
        if (-not $first -and ($high - $low) -le $Resolution) { break }
        if ($first) { $times = @(Get-Point $Min $Max $true) } else { $times = @(Get-Point $low $high $false) }
        Write-Output "Round: silent for $($times -join ' s, ') s"
        $open = @($times | ForEach-Object { Start-Session $_ })
        $dead = $null
        # Shortest first. Waiting for one answer makes the next silence a little longer; the time noted is the real one.
        foreach ($session in $open) {
            if ($null -ne $dead) { Stop-Session $session.Process; continue }
            while ($session.Watch.Elapsed.TotalSeconds -lt $session.Silence) { Start-Sleep -Milliseconds 100 }
            $result = Invoke-Speech $session
            $text = '  {0,7:N1} s  {1}' -f $result.Seconds, $result.Outcome
            if ($result.Detail) { $text += ": $($result.Detail)" }
            Write-Output $text
            if (-not $warned -and $session.Errors.IsCompleted -and $session.Errors.Result -match 'tcp_keepalives_idle') {
                $warned = $true
                Write-Output '  The server keeps its own keepalive; it can hide a limit longer than its idle time.'
            }
            if ($result.Outcome -eq 'lived') {
                $low = [Math]::Max($low, $result.Seconds)
                $known.Lived = [Math]::Max($known.Lived, $result.Seconds)
            }
            else {
                $dead = $result.Seconds
                if ($result.Outcome -eq 'server') { $known.Message = $result.Detail }
                if ($null -eq $known.Died -or $dead -lt $known.Died) { $known.Died = $dead; $known.How = $result.Outcome }
            }
        }
        if ($null -eq $dead -and $first) { break }
        if ($null -ne $dead) {
            if ($dead -lt $low) { $known.Scattered = $true; break }
            if ($first) { $high = $dead } else { $high = [Math]::Min($high, $dead) }
        }
    }
}
catch { Write-Output $_.Exception.Message }
finally {
    foreach ($process in $sessions) { Stop-Session $process }
    Write-Report
}
