package dev.lamina.compiler.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.compiler.Golden;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DiagnosticPrinterTest {
    private static final SourceFile LENET = new SourceFile("lenet.lamina", """
            /// Handwritten digits.
            model LeNet5(classes = 10) {
                input image: image[1, 28, 28]

                conv1: conv(6, kernel = 5, padding = 2)
                relu
                maxpool(2)
                conv2: conv(16, kernel = 5)
                relu
                maxpool(2)
                fc(120)
                fc(classes)  softmax
                loss cross_entropy
            }
            """);

    private static final Diagnostic FC_ON_IMAGE = Diagnostic.of(
                    Code.E0301,
                    last(LENET, "fc(120)"),
                    "`fc` needs a vector or a sequence, but `maxpool2` gives image[16, 5, 5]")
            .label("here")
            .note(last(LENET, "maxpool(2)"), "image[16, 5, 5]: height = floor((10 - 2) / 2) + 1 = 5")
            .help("flatten it first, giving vector[400]", Fix.statementBefore(last(LENET, "fc(120)"), "flatten"));

    private static final Diagnostic SOFTMAX_TWICE = Diagnostic.of(
                    Code.W0702, last(LENET, "softmax"), "`cross_entropy` applies softmax itself")
            .note(last(LENET, "loss cross_entropy"), "here")
            .help("leave it out", Fix.delete(last(LENET, "  softmax")));

    @Test
    void theExampleOfTheDesignLooksAsDesigned() throws IOException {
        golden("shape", print(FC_ON_IMAGE));
    }

    @Test
    void everythingIsPrintedInTheOrderOfTheTextAndCounted() throws IOException {
        golden("several", print(SOFTMAX_TWICE, FC_ON_IMAGE, FC_ON_IMAGE));
    }

    @Test
    void aTerminalGetsColours() throws IOException {
        String coloured = DiagnosticPrinter.coloured().print(log(FC_ON_IMAGE, SOFTMAX_TWICE));
        golden("coloured", coloured.replace("\u001B", "<ESC>"));
        assertEquals(print(FC_ON_IMAGE, SOFTMAX_TWICE), coloured.replaceAll("\u001B\\[[0-9;]*m", ""));
    }

    @Test
    void tabsAndWideCharactersKeepCaretsInPlace() throws IOException {
        SourceFile file = new SourceFile("wide.lamina", "model A {\n\tfc(3)\t// \u65E5\u672C\u8A9E e\u0301 relu\n}\n");
        golden(
                "wide",
                print(Diagnostic.of(Code.E0201, last(file, "relu"), "unknown layer `relu`")
                        .note(last(file, "fc(3)"), "vector[3]")));
    }

    @Test
    void aLongLineIsCutAroundThePlace() throws IOException {
        String many = "fc(3) ".repeat(100);
        SourceFile file = new SourceFile("long.lamina", "model A { " + many + "rellu " + many + "}");
        golden(
                "long",
                print(Diagnostic.of(Code.E0201, last(file, "rellu"), "unknown layer `rellu`")
                        .help("write `relu`", Fix.replace(last(file, "rellu"), "relu"))));
    }

    @Test
    void linesFarApartArePartedByDots() throws IOException {
        golden(
                "apart",
                print(Diagnostic.of(Code.E0203, last(LENET, "softmax"), "far away")
                        .note(last(LENET, "LeNet5"), "the model")
                        .note(last(LENET, "conv1"), "two lines below the input")
                        .note(last(LENET, "input image"), "the input")
                        .note(last(LENET, "fc(classes)"), "on the same line")));
    }

    @Test
    void aSpanOverSeveralLinesIsMarkedWhereItBegins() throws IOException {
        int start = LENET.text().indexOf("model");
        Span whole = LENET.span(start, LENET.text().length());
        golden("over_lines", print(Diagnostic.of(Code.E0210, whole, "the whole model")));
    }

    @Test
    void aFileThatCouldNotBeReadShowsNoLine() throws IOException {
        Diagnostics log = new Diagnostics();
        assertTrue(SourceFile.read(java.nio.file.Path.of("no/such.lamina"), log).isEmpty());
        golden("unread", DiagnosticPrinter.plain().print(log));
    }

    @Test
    void nothingFromAFileReachesTheTerminalAsACommand() {
        SourceFile file = new SourceFile("evil\u001B.lamina", "model \u001B[31m\u202E A\u0007");
        String printed = print(Diagnostic.of(Code.E0102, file.span(0, 5), "see \u001B[2J")
                .label("\u0007")
                .help("\u009B", Fix.replace(file.span(0, 1), "\u001B")));
        assertFalse(printed.chars().anyMatch(each -> each != '\n' && (Character.isISOControl(each) || each == 0x202E)));
    }

    @Test
    void moreThanAnyoneReadsIsOnlyCounted() {
        Diagnostic[] many = IntStream.range(0, 60)
                .mapToObj(i -> Diagnostic.of(Code.E0201, LENET.span(i, i + 1), "number " + i))
                .toArray(Diagnostic[]::new);
        String printed = print(many);
        assertTrue(printed.endsWith("... and 10 more\n60 errors\n"), printed);
    }

    @Test
    void nothingIsPrintedOfNothing() {
        assertEquals("", print());
    }

    private static Span last(SourceFile file, String text) {
        int start = file.text().lastIndexOf(text);
        return file.span(start, start + text.length());
    }

    private static Diagnostics log(Diagnostic... diagnostics) {
        Diagnostics log = new Diagnostics();
        for (Diagnostic each : diagnostics) {
            log.add(each);
        }
        return log;
    }

    private static String print(Diagnostic... diagnostics) {
        return DiagnosticPrinter.plain().print(log(diagnostics));
    }

    private static void golden(String name, String actual) throws IOException {
        Golden.check(Golden.RESOURCES.resolve("diagnostics").resolve(name + ".txt"), actual);
    }
}
