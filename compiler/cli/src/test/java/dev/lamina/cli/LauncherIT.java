package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Starts the unpacked distribution as a user would. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherIT {
    private static final Path HOME = Path.of("target", "lamina").toAbsolutePath();
    private static final Path LAUNCHER = HOME.resolve("bin").resolve("lamina");
    private static final Map<String, String> THIS_JAVA = Map.of("JAVA_HOME", System.getProperty("java.home"));

    /** Where nothing can be saved. */
    private static final List<String> NO_PLACES = List.of("none", "/proc/none", "/dev/null");

    private final Path folder;

    // In the build's own folder, as JUnit warns of every link in its temporary ones that leads out of them.
    LauncherIT() throws IOException {
        folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "launcher");
    }

    @Test
    void startsFromAnyFolder() throws Exception {
        assertStarts(run(THIS_JAVA, LAUNCHER, "--version"));
    }

    /** They are in the jar of the compiler, under other names: Spark's versions of them may come before or after. */
    @Test
    void bringsNoLibraryOfTheCompilerUnderItsOwnName() throws IOException {
        try (Stream<Path> jars = Files.list(HOME.resolve("lib"))) {
            assertEquals(
                    List.of(),
                    jars.map(jar -> jar.getFileName().toString())
                            .filter(name -> name.matches("(antlr4|janino|commons-compiler|javapoet|lamina-grammar)-.*"))
                            .toList());
        }
    }

    /** Else a module that requires one of them would have to go by the name of the jar's file. */
    @Test
    void theJarsHaveNamesAsModules() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> jars = Files.list(HOME.resolve("lib"))) {
            for (Path jar : jars.filter(each -> each.getFileName().toString().startsWith("lamina-"))
                    .sorted()
                    .toList()) {
                try (JarFile file = new JarFile(jar.toFile())) {
                    names.add(file.getManifest().getMainAttributes().getValue("Automatic-Module-Name"));
                }
            }
        }
        assertEquals(List.of("dev.lamina.cli", "dev.lamina.compiler", "dev.lamina.runtime"), names);
    }

    @Test
    void startsThroughAbsoluteAndRelativeLinks() throws Exception {
        Files.createDirectories(folder.resolve("far away"));
        Files.createSymbolicLink(folder.resolve("far away").resolve("absolute"), LAUNCHER);
        Path relative = Files.createSymbolicLink(folder.resolve("relative"), Path.of("far away", "absolute"));
        assertStarts(run(THIS_JAVA, relative, "--version"));
    }

    @Test
    void startsFromAFolderWithSpacesInItsName() throws Exception {
        Path moved = Files.createDirectories(folder.resolve("two words"));
        Files.createSymbolicLink(moved.resolve("lib"), HOME.resolve("lib"));
        Path launcher = Files.createDirectories(moved.resolve("bin")).resolve("lamina");
        Files.copy(LAUNCHER, launcher);
        executable(launcher);
        assertStarts(run(THIS_JAVA, launcher, "--version"));
    }

    @Test
    void startsWithTheJavaOnThePath() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("links"));
        Files.createSymbolicLink(bin.resolve("java"), Path.of(System.getProperty("java.home"), "bin", "java"));
        assertStarts(run(Map.of("PATH", bin + ":/usr/bin:/bin"), LAUNCHER, "--version"));
    }

    @Test
    void saysThatJavaHomeIsWrong() throws Exception {
        Outcome outcome = run(Map.of("JAVA_HOME", "/no/such/jdk"), LAUNCHER);
        assertEquals(1, outcome.exit());
        assertEquals("lamina: JAVA_HOME is /no/such/jdk, but there is no bin/java in it", outcome.errors());
    }

    @Test
    void refusesAnOlderJavaByItsVersion() throws Exception {
        for (String version : List.of("1.8.0_292", "11.0.20", "16")) {
            Outcome outcome = run(java("JAVA_VERSION=\"" + version + "\""), LAUNCHER);
            assertEquals(1, outcome.exit());
            assertEquals("", outcome.output());
            assertTrue(
                    outcome.errors().contains("is version " + version + ", but 17 or newer is needed"),
                    outcome::errors);
        }
    }

    @Test
    void handsOnArgumentsUnchanged() throws Exception {
        List<String> lines = run(java("JAVA_VERSION=\"17\""), LAUNCHER, "two words", "", "*", "$HOME", "a\"b'c")
                .lines();
        int main = lines.indexOf("dev.lamina.cli.Main");
        assertEquals(List.of("two words", "", "*", "$HOME", "a\"b'c"), lines.subList(main + 1, lines.size()));
    }

    @Test
    void handsOnFurtherOptionsToTheVirtualMachine() throws Exception {
        Map<String, String> environment = java("JAVA_VERSION=\"17\"");
        environment.put("LAMINA_JAVA_OPTIONS", "-Xmx1g -Dx=y");
        List<String> lines = run(environment, LAUNCHER).lines();
        assertTrue(lines.containsAll(List.of("-Xmx1g", "-Dx=y")), lines::toString);
    }

    @Test
    void asksForTheVectorModuleOnlyWhereItIs() throws Exception {
        String option = "--add-modules=jdk.incubator.vector";
        assertTrue(run(java("JAVA_VERSION=\"17.0.9\""), LAUNCHER, "train", "x.lamina")
                .lines()
                .contains(option));
        assertTrue(run(
                        java("JAVA_VERSION=\"25\"\nMODULES=\"java.base jdk.incubator.vector java.xml\""),
                        LAUNCHER,
                        "train",
                        "x.lamina")
                .lines()
                .contains(option));
        assertFalse(run(java("JAVA_VERSION=\"25\"\nMODULES=\"java.base java.xml\""), LAUNCHER, "train", "x.lamina")
                .lines()
                .contains(option));
    }

    @Test
    void shortVerbsDoWithoutTheVectorModuleThatTheMachineWarnsOf() throws Exception {
        Outcome check = run(THIS_JAVA, LAUNCHER, "explain", "E0301");
        assertEquals(0, check.exit());
        assertEquals("", check.errors());
    }

    @Test
    void allowsNativeAccessWhereThatIsAsked() throws Exception {
        String option = "--enable-native-access=ALL-UNNAMED";
        assertFalse(run(java("JAVA_VERSION=\"21.0.1\""), LAUNCHER).lines().contains(option));
        assertTrue(run(java("JAVA_VERSION=\"25.0.3\""), LAUNCHER).lines().contains(option));
    }

    /** A start with saved classes; then with a file that was cut, changed, replaced. */
    @Test
    void startsWhateverBecomesOfTheSavedClasses() throws Exception {
        Path cache = folder.resolve("saved classes");
        Map<String, String> environment = new HashMap<>(THIS_JAVA);
        environment.put("LAMINA_CACHE", cache.toString());
        assertStarts(run(environment, LAUNCHER, "--version"));
        Path saved = awaited(cache);
        byte[] whole = Files.readAllBytes(saved);
        assertTrue(saved.toFile().setWritable(true));
        byte[] changed = whole.clone();
        for (int i = 4096; i < changed.length; i += 50_001) {
            changed[i] ^= 0x55;
        }
        for (byte[] bytes : List.of(whole, Arrays.copyOf(whole, whole.length / 3), changed, new byte[0])) {
            Files.write(saved, bytes);
            assertStarts(run(environment, LAUNCHER, "--version"));
        }
        NO_PLACES.forEach(place -> {
            environment.put("LAMINA_CACHE", place);
            assertDoesNotThrow(() -> assertStarts(run(environment, LAUNCHER, "--version")));
        });
    }

    /** Whoever may write the file decides which code the command runs. */
    @Test
    void savedClassesThatOthersMayWriteAreNotUsed() throws Exception {
        Path cache = folder.resolve("own classes");
        Map<String, String> environment = java("JAVA_VERSION=\"17\"");
        Path java = Path.of(environment.get("JAVA_HOME"), "bin", "java");
        Files.writeString(java, """
                #!/bin/sh
                for each; do case $each in -XX:ArchiveClassesAtExit=*) echo saved >"${each#*=}";; esac; done
                printf '%s\\n' "$@"
                """);
        environment.put("LAMINA_CACHE", cache.toString());
        assertFalse(usesSavedClasses(environment));
        Path saved = awaited(cache);
        assertTrue(usesSavedClasses(environment));
        Path size = saved.resolveSibling(saved.getFileName() + ".made").resolve("size");
        for (Path each : List.of(cache, saved, size.getParent(), size)) {
            Set<PosixFilePermission> alone = Files.getPosixFilePermissions(each);
            for (PosixFilePermission more :
                    List.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE)) {
                Set<PosixFilePermission> shared = new HashSet<>(alone);
                shared.add(more);
                Files.setPosixFilePermissions(each, shared);
                assertFalse(usesSavedClasses(environment), each + " with " + more);
            }
            Files.setPosixFilePermissions(each, alone);
            assertTrue(usesSavedClasses(environment));
        }
    }

    private boolean usesSavedClasses(Map<String, String> environment) throws Exception {
        return run(environment, LAUNCHER, "--version").lines().stream()
                .anyMatch(line -> line.startsWith("-XX:SharedArchiveFile="));
    }

    @Test
    @EnabledOnOs(OS.LINUX) // others have no device that is always full
    void aFullDiskIsAnErrorAndAReaderThatHasEnoughIsNone() throws Exception {
        for (String verb : List.of("--help", "explain E0301", "generate-completion")) {
            Outcome full = shell("\"$0\" " + verb + " > /dev/full");
            assertEquals(1, full.exit(), full::errors);
            assertEquals("error: standard output: No space left on device", full.errors());
        }
        // The first reader takes nothing, and the shell waits until it is gone.
        Outcome enough = shell("{ sleep 1; \"$0\" generate-completion; echo $? >exit; } | true; sleep 3; cat exit");
        assertEquals("141", enough.output().strip());
        assertEquals("", enough.errors());
    }

    /** The bytes of an umlaut, made by the shell, as the locale of this test may not know it. */
    @Test
    void namesOfFilesMayHaveAnyLettersInTheLocaleC() throws Exception {
        String model = "model Small { input x: vector[2]  fc(2)  loss cross_entropy }";
        String prepare = "d=$(printf '\\303\\274ml'); mkdir -p $d; echo '" + model
                + "' >$d/m.lamina; printf '1,2,0\\n2,1,1\\n' >$d/d.csv; ";
        for (String locale : List.of("LC_ALL=C", "LC_ALL=POSIX", "LC_ALL= LC_CTYPE= LANG=", "LC_ALL= LC_CTYPE=C")) {
            Outcome train = shell(prepare + "export " + locale + "; \"$0\" train $d/m.lamina --data $d/d.csv"
                    + " --test-fraction 0 --epochs 1 --weights-out $d/w --log $d/l --state $d/s --java-out $d/java"
                    + " && ls $d/w $d/l $d/s $d/java/Small.java");
            assertEquals(0, train.exit(), train::errors);
        }
    }

    /** As where there is no UTF-8 locale at all, so that the launcher cannot help. */
    @Test
    void aNameThatTheLocaleDoesNotKnowIsRefusedWithWhatToSet() throws Exception {
        String java = "\"$JAVA_HOME/bin/java\" -cp \"$(dirname \"$0\")/../lib/*\" dev.lamina.cli.Main ";
        for (String verb : List.of("check $d", "train m.lamina --data $d", "compile m.lamina -o $d")) {
            Outcome refused = shell("export LC_ALL=C; d=$(printf '\\303\\274ml'); " + java + verb);
            assertTrue(refused.exit() == 1 || refused.exit() == 2, refused::errors);
            String wanted = " in this locale, in which Java knows letters of US-ASCII only; LC_ALL=C.UTF-8";
            assertTrue(refused.errors().contains(wanted), refused::errors);
        }
    }

    /** A limit on the size of files stands for a disk that becomes full. */
    @Test
    void aFileThatCannotBeWrittenWholeIsNotThereAtAll() throws Exception {
        Files.writeString(folder.resolve("m.lamina"), """
                model Small { input x: vector[2]  fc(600)  relu  fc(2)  loss cross_entropy
                    train { optimizer sgd(rate = 0.01)  batch 2  epochs 30 } }
                """);
        Files.writeString(folder.resolve("d.csv"), "1,2,0\n2,1,1\n".repeat(10));
        Outcome train = shell("ulimit -f 4; \"$0\" train m.lamina --data d.csv --log l --state s --weights-out w");
        assertEquals(1, train.exit(), train::errors);
        assertTrue(train.errors().contains("warning: s: cannot be written"), train::errors);
        assertTrue(train.errors().contains("warning: l: "), train::errors);
        assertTrue(train.errors().contains("error: w: cannot be written"), train::errors);
        assertTrue(Files.readString(folder.resolve("l")).endsWith("}\n"));
        Outcome compile = shell("ulimit -f 4; \"$0\" compile m.lamina -o java");
        assertEquals(1, compile.exit(), compile::errors);
        assertTrue(compile.errors().startsWith("error: java/Small.java: "), compile::errors);
        try (Stream<Path> left = Files.walk(folder)) {
            assertEquals(
                    List.of("d.csv", "l", "m.lamina"),
                    left.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString())
                            .filter(name -> !name.startsWith("errors"))
                            .sorted()
                            .toList());
        }
    }

    /** Runs a line in which {@code $0} is the launcher. */
    private Outcome shell(String line) throws Exception {
        Map<String, String> environment = new HashMap<>(THIS_JAVA);
        environment.put("LAMINA_JAVA_OPTIONS", "-XX:-UsePerfData"); // the JVM writes a file for those, too
        return run(environment, Path.of("/bin/sh"), "-c", line, LAUNCHER.toString());
    }

    private static Path awaited(Path cache) throws Exception {
        for (int tenths = 0; tenths < 1200; tenths++) {
            try (Stream<Path> files = Files.list(cache)) {
                Optional<Path> saved =
                        files.filter(file -> file.toString().endsWith(".jsa")).findFirst();
                if (saved.isPresent()) {
                    return saved.get();
                }
            }
            Thread.sleep(100);
        }
        throw new AssertionError("no classes were saved in " + cache);
    }

    private static void assertStarts(Outcome outcome) {
        assertEquals(0, outcome.exit(), outcome::errors);
        assertTrue(outcome.output().startsWith("lamina "), outcome::output);
        assertEquals("", outcome.errors()); // not even the JVM's warning of the vector module
    }

    /** A JDK that says what the given release file says, and whose java prints its arguments. */
    private Map<String, String> java(String release) throws IOException {
        Path home = Files.createTempDirectory(folder, "jdk");
        Files.writeString(home.resolve("release"), release + "\n");
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        executable(java);
        return new HashMap<>(Map.of("JAVA_HOME", home.toString()));
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Outcome run(Map<String, String> environment, Path launcher, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_HOME", "JAVA_TOOL_OPTIONS", "LAMINA_JAVA_OPTIONS"));
        builder.environment().put("LAMINA_CACHE", "none");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = ProcessEnd.output(process);
        return new Outcome(
                ProcessEnd.of(process), output, Files.readString(errors).strip());
    }

    private record Outcome(int exit, String output, String errors) {
        List<String> lines() {
            return output.lines().toList();
        }
    }
}
