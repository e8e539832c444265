@echo off
rem Starts Bothways from source: run [ARGUMENTS]. Compiles first when a source or a pom has changed.
setlocal
set "root=%~dp0"
set "target=%root%app-ui\target"

where mvn >nul 2>nul
if errorlevel 1 (
  echo run: Maven is missing: 'mvn' ^(3.8 or newer^) must be on the PATH. 1>&2
  exit /b 1
)

powershell -NoProfile -Command ^
  "$s = Get-Item -ErrorAction SilentlyContinue (Join-Path $env:target 'run.stamp');" ^
  "if (-not $s) { exit 1 };" ^
  "$f = Get-ChildItem $env:root -Directory | ForEach-Object { Join-Path $_.FullName 'pom.xml'; Join-Path $_.FullName 'src' } | Where-Object { Test-Path $_ };" ^
  "$n = Get-ChildItem -Recurse (@($f) + (Join-Path $env:root 'pom.xml')) | Where-Object { $_.LastWriteTime -gt $s.LastWriteTime } | Select-Object -First 1;" ^
  "if ($n) { exit 1 }"
if not errorlevel 1 goto start

echo run: compiling ^(the first time, Maven fetches what it needs, which may take some minutes^) 1>&2
if not exist "%target%" mkdir "%target%"
type nul > "%target%\run.stamp.new"
call mvn -q -B -P "!checks" -f "%root%pom.xml" -pl app-ui -am process-classes 1>&2
if errorlevel 1 (
  echo run: the build failed. If Maven found no toolchain, JDK 25 is missing. 1>&2
  exit /b 1
)
move /y "%target%\run.stamp.new" "%target%\run.stamp" >nul

:start
set /p java=<"%target%\run.java"
"%java%" "@%target%\run.args" app.bothways.app.Launcher %*
exit /b %errorlevel%
