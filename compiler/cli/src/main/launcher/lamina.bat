@echo off
rem Starts the lamina command with the JVM options it needs.
rem Uses JAVA_HOME, or else the java on the PATH; LAMINA_JAVA_OPTIONS holds further JVM options.
setlocal

set "JAVA=java.exe"
if not defined JAVA_HOME goto find_version
set "JAVA=%JAVA_HOME%\bin\java.exe"
if exist "%JAVA%" goto find_version
echo lamina: JAVA_HOME is "%JAVA_HOME%", but there is no bin\java.exe in it 1>&2
exit /b 1

:find_version
set "FEATURE="
for /f "tokens=3" %%v in ('""%JAVA%" -version 2^>^&1 ^| findstr /r /c:"^[a-z]* version"') do (
  for /f "delims=.-+ tokens=1" %%f in ("%%~v") do set "FEATURE=%%f"
)
if defined FEATURE goto check_version
echo lamina: no java found: install a JDK 17 or newer, or set JAVA_HOME 1>&2
exit /b 1

:check_version
if %FEATURE% geq 17 goto start
echo lamina: "%JAVA%" is older than version 17, which is needed: set JAVA_HOME to such a JDK 1>&2
exit /b 1

:start
set "NATIVE="
if %FEATURE% geq 22 set "NATIVE=--enable-native-access=ALL-UNNAMED"
"%JAVA%" -XX:+UseSerialGC -Xshare:auto -Dfile.encoding=UTF-8 --add-modules=jdk.incubator.vector %NATIVE% ^
  %LAMINA_JAVA_OPTIONS% -cp "%~dp0..\lib\*" dev.lamina.cli.Main %*
exit /b %ERRORLEVEL%
