package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README and the documentation show is so: code compiles and runs, excerpts are excerpts, links lead somewhere. */
final class DocumentationTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path README = ROOT.resolve("README.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\S*) ?([^\\n]*)\\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(below("compiler/docs"));
        pages.addAll(below("examples"));
        pages.add(README);
        pages.add(ROOT.resolve("grammar/README.md"));
        pages.add(ROOT.resolve(".github").resolve("SECURITY.md"));
        pages.add(ROOT.resolve("compiler/maven-plugin/README.md"));
        return pages;
    }

    private static List<Path> below(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("target"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) throws IOException {
        String text = BLOCK.matcher(Files.readString(page)).replaceAll("");
        LINK.matcher(text)
                .results()
                .map(link -> link.group(1))
                .forEach(link -> assertTrue(Files.exists(page.resolveSibling(link)), () -> page + " links to " + link));
    }

    /** A block that names a file of the test resources, or beside the page, behind its fence is a row of lines of that file. */
    @ParameterizedTest
    @MethodSource("pages")
    void anExcerptIsOne(Path page) throws IOException {
        for (Matcher block = BLOCK.matcher(Files.readString(page)); block.find(); ) {
            Path beside = page.resolveSibling(block.group(2));
            Path file = Files.isRegularFile(beside) ? beside : Golden.RESOURCES.resolve(block.group(2));
            if (!block.group(2).isEmpty() && !(page.equals(README) && isWritten(block))) {
                String excerpt = block.group(3);
                // Projects that are built as tests have the version filled in.
                String text = Files.readString(file).replace("@project.version@", version());
                assertTrue(text.contains(excerpt), () -> page + ": not in " + file + ":\n" + excerpt);
            }
        }
    }

    /** Models that name no file; the other blocks are excerpts of files that other tests compile. */
    @ParameterizedTest
    @MethodSource("pages")
    void aModelHasNoFault(Path page) throws IOException {
        for (ModelBlocks.Block block : ModelBlocks.in(page)) {
            if (block.kind().isEmpty()) {
                Result<CompiledModel> result = LaminaCompiler.compile(block.source(), Options.defaults());
                assertEquals("", DiagnosticPrinter.plain().print(result.diagnostics()), block::toString);
            }
        }
    }

    private static String version() throws IOException {
        Matcher version =
                Pattern.compile("<version>(.*?)</version>").matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertTrue(version.find());
        return version.group(1);
    }

    /** Excerpts of projects and programs are chosen by hand. */
    private static boolean isWritten(Matcher block) {
        return !block.group(2).isEmpty()
                && !block.group(1).equals("xml")
                && !block.group(2).endsWith(".java");
    }

    /** The README's blocks that name a file are written by this test: the file, or methods of what is generated from it. */
    @Test
    void theReadmeShowsWhatIsGenerated() throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(README));
        StringBuilder text = new StringBuilder();
        while (block.find()) {
            String shown = isWritten(block) ? shown(block.group(1), block.group(2)) : block.group(3);
            String written = "```" + block.group(1) + (block.group(2).isEmpty() ? "" : " " + block.group(2)) + "\n";
            block.appendReplacement(text, Matcher.quoteReplacement(written + shown + "```"));
        }
        Golden.check(README, block.appendTail(text).toString());
    }

    private static String shown(String language, String what) throws IOException {
        String[] words = what.split(" ");
        Path file = language.equals("text") ? Golden.RESOURCES.resolve(what) : ROOT.resolve(words[0]);
        String text = Files.readString(file);
        if (!language.equals("java")) {
            return text;
        }
        SourceFile source = new SourceFile(file.getFileName().toString(), text);
        Result<CompiledModel> compilation =
                LaminaCompiler.compile(source, Options.defaults().withTarget(Target.VECTOR));
        String java = compilation.models().get(0).javaSource();
        List<String> methods = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            methods.add(method(java, words[i]));
        }
        return String.join("\n", methods);
    }

    private static String method(String java, String name) {
        Matcher method = Pattern.compile("(?ms)^    /\\*\\*[^\\n]*\\n(     \\*[^\\n]*\\n)*    private [^\\n(]* " + name
                        + "\\(.*?^    }\\n")
                .matcher(java);
        assertTrue(method.find(), name);
        return method.group().replaceAll("(?m)^    ", "");
    }

    /** Its first command makes one text of them. */
    @Test
    void thePagesHaveNoMoreCharactersThanTheModelOfCharactersReads() throws IOException {
        List<Path> texts = new ArrayList<>(pages());
        texts.addAll(below("compiler/core/src/main/resources"));
        Set<Integer> different = new TreeSet<>();
        for (Path text : texts) {
            Files.readString(text).codePoints().forEach(different::add);
        }
        assertTrue(different.size() > 90 && different.size() <= 128, () -> different.size() + " characters");
        assertTrue(Files.readString(ROOT.resolve("examples/characters/characters.lamina"))
                .contains("(vocabulary = 128)"));
    }

    @Test
    void theLibraryExampleCompilesAndRuns(@TempDir Path folder) throws Exception {
        assertEquals(
                "0 xor 0 is 0\n0 xor 1 is 1\n1 xor 0 is 1\n1 xor 1 is 0\n", printed(README, "ExclusiveOr", folder));
    }

    @Test
    void theStreamingExampleCompilesAndRuns(@TempDir Path folder) throws Exception {
        assertEquals("the same bits\n", printed(README, "StepByStep", folder));
    }

    @Test
    void theTrainingExampleCompilesAndRuns(@TempDir Path folder) throws Exception {
        Path page = ROOT.resolve("compiler/docs/training.md");
        assertEquals("it knows the sine\n", printed(page, "Sine", folder));
    }

    /** What a page's block with that class prints. */
    private static String printed(Path page, String name, Path folder) throws Exception {
        String code = BLOCK.matcher(Files.readString(page))
                .results()
                .filter(block -> block.group(1).equals("java") && block.group(2).isEmpty())
                .map(block -> block.group(3))
                .filter(block -> block.contains("class " + name + " "))
                .findFirst()
                .orElseThrow();
        Path file = Files.writeString(folder.resolve(name + ".java"), code);
        String path = System.getProperty("java.class.path");
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-classpath", path, "-d", folder.toString(), file.toString());
        assertEquals(0, exit);
        return output(folder, name);
    }

    private static String output(Path folder, String name) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                folder + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                name);
        return StartedProcess.printed(builder.redirectError(ProcessBuilder.Redirect.DISCARD))
                .replace("\r\n", "\n");
    }
}
