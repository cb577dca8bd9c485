package dev.lamina.examples.benchmarks;

import dev.lamina.compiler.BuildModel;
import dev.lamina.compiler.CodeTarget;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.Parameters;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/**
 * Measures how programs start that use LeNet as a build compiles it: in Java virtual machines with several options, the time from the start to
 * the first result, and the times of calls after it. Each number is the least of five runs.
 */
public final class StartUp {
    private static final String MODEL = "LeNet";
    private static final String VECTORS = "--add-modules=jdk.incubator.vector";
    private static final int RUNS = 5;
    private static final List<String> COLUMNS = List.of("start", "first", "at300", "at1000", "final");

    private final Path folder;

    private StartUp(Path folder) {
        this.folder = folder;
    }

    /** Prints the table; the arguments are not used. */
    public static void main(String[] unused) throws Exception {
        Path folder = Files.createTempDirectory("lamina-start");
        StartUp startUp = new StartUp(folder);
        startUp.build();
        startUp.measureAll();
        Folders.delete(folder);
    }

    private void measureAll() throws IOException, InterruptedException {
        System.out.println(
                "first result (ms), then microseconds: first call, call after 300 ms, after 1 s, median at the end");
        measure("vector", VECTORS);
        measure("vector, no change over", VECTORS, "-Dlamina.changeOver=false");
        measure("plain Java", "-Dlamina.target=scalar");
        measure("C1 only", VECTORS, "-XX:TieredStopAtLevel=1");
        measure("no fma", VECTORS, "-XX:-UseFMA");
        measureArchived("vector, class archive", "-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile=", VECTORS);
        if (Runtime.version().feature() >= 25) {
            measureArchived("vector, AOT cache", "-XX:AOTCacheOutput=", "-XX:AOTCache=", VECTORS);
            measureArchived("plain Java, AOT cache", "-XX:AOTCacheOutput=", "-XX:AOTCache=", "-Dlamina.target=scalar");
        }
    }

    private void measureArchived(String name, String write, String read, String option)
            throws IOException, InterruptedException {
        Path archive = folder.resolve(name.replaceAll("\\W+", "-"));
        run(0, write + archive, option);
        measure(name, read + archive, option);
    }

    private void measure(String name, String... options) throws IOException, InterruptedException {
        Map<String, Long> least = new HashMap<>();
        for (int i = 0; i < RUNS; i++) {
            run(0, options).forEach((column, value) -> least.merge(column, value, Math::min));
        }
        run(3000, options).forEach(least::putIfAbsent);
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-24s", name));
        COLUMNS.forEach(column -> line.append(String.format(Locale.ROOT, "%,10d", least.getOrDefault(column, -1L))));
        System.out.println(line);
    }

    /** Starts the program; the numbers that it prints, and the milliseconds until it prints that of the first call. */
    private Map<String, Long> run(int millis, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", folder.resolve("program.jar").toString(), StartUpProgram.class.getName(), MODEL));
        command.addAll(List.of(folder.resolve("weights").toString(), String.valueOf(millis)));
        Map<String, Long> numbers = new HashMap<>();
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                if (words[0].equals("first")) {
                    numbers.put("start", (System.nanoTime() - start) / 1_000_000);
                }
                if (COLUMNS.contains(words[0])) { // the JVM may warn between these lines
                    numbers.put(words[0], Long.parseLong(words[1]));
                }
            }
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command));
        }
        return numbers;
    }

    /** Compiles the model as a build does, and puts all classes of the program into a jar: archives know no folders. */
    private void build() throws Exception {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        BuildModel model = LaminaCompiler.compileForBuild(
                        new SourceFile("lenet.lamina", Models.text("lenet")), Options.defaults(), CodeTarget.BOTH)
                .models()
                .get(0);
        for (Map.Entry<String, byte[]> file : model.classFiles().entrySet()) {
            Files.write(classes.resolve(file.getKey() + ".class"), file.getValue());
        }
        Path runtime = Path.of(Parameters.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> javac = new ArrayList<>(List.of("-proc:none", "-cp", classes + File.pathSeparator + runtime));
        javac.addAll(List.of("-d", classes.toString()));
        for (Map.Entry<String, String> source : model.sources().entrySet()) {
            javac.add(Files.writeString(folder.resolve(source.getKey() + ".java"), source.getValue())
                    .toString());
        }
        ToolProvider.getSystemJavaCompiler().run(null, null, null, javac.toArray(String[]::new));
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve("program.jar")))) {
            add(classes, jar);
            add(runtime, jar);
            String program = StartUpProgram.class.getName().replace('.', '/') + ".class";
            jar.putNextEntry(new ZipEntry(program));
            jar.write(StartUpProgram.class.getResourceAsStream("/" + program).readAllBytes());
        }
        writeWeights(classes);
    }

    private void writeWeights(Path classes) throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            Parameters parameters = (Parameters) loader.loadClass(MODEL)
                    .getMethod("newParameters", long.class)
                    .invoke(null, 1L);
            parameters.write(folder.resolve("weights"));
        }
    }

    /** Adds the classes of a folder or of a jar. */
    private static void add(Path classes, JarOutputStream jar) throws IOException {
        if (Files.isRegularFile(classes)) {
            try (FileSystem files = FileSystems.newFileSystem(classes)) {
                addAll(files.getPath("/"), jar);
            }
        } else {
            addAll(classes, jar);
        }
    }

    private static void addAll(Path root, JarOutputStream jar) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> file.toString().endsWith(".class") && !file.endsWith("module-info.class"))
                    .forEach(file -> add(root, file, jar));
        }
    }

    private static void add(Path root, Path file, JarOutputStream jar) {
        try {
            jar.putNextEntry(new ZipEntry(root.relativize(file).toString().replace('\\', '/')));
            Files.copy(file, jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
