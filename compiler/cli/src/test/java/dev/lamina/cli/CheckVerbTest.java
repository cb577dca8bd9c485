package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lamina check} and {@code lamina diff}. */
class CheckVerbTest {

    private static final String FINE =
            "model Small(classes = 3) { input x: vector[2]  fc(classes)  loss cross_entropy }";
    private static final String WRONG = "model Wrong {\n    input x: vector[2]\n    maxpool(2)\n    fc(3)\n}\n";

    @TempDir
    private Path folder;

    private Path fine;
    private Path wrong;

    @BeforeEach
    void writeModels() throws IOException {
        fine = Files.writeString(folder.resolve("fine.lamina"), FINE);
        wrong = Files.writeString(folder.resolve("wrong.lamina"), WRONG);
    }

    @Test
    void showsTheLayersOfAModel() {
        Command check = Command.run("check", fine, "-D", "classes=5");
        assertEquals(0, check.exit(), check::err);
        assertEquals("", check.err());
        assertTrue(check.out().startsWith("Small(classes = 5)  x: vector[2], loss cross_entropy\n"), check::out);
        assertTrue(check.out().contains("  fc1    fc(classes)  vector[5]          15"), check::out);
    }

    @Test
    void printsMistakesToTheOtherStream() {
        Command check = Command.run("check", "--quiet", wrong);
        assertEquals(1, check.exit());
        assertEquals("", check.out());
        assertTrue(check.err().startsWith("error[E0302]: "), check::err);
        assertTrue(check.err().contains("wrong.lamina:3:5"), check::err);
    }

    @Test
    void checksAllFilesEvenAfterMistakes() {
        Command check = Command.run("check", wrong, fine, folder.resolve("missing.lamina"));
        assertEquals(1, check.exit());
        assertTrue(check.out().contains("fc1"), check::out);
        assertTrue(check.err().contains("E0302"), check::err);
        assertTrue(check.err().contains("error[E0120]: there is no file"), check::err);
    }

    @Test
    void showsNoLayersOfAFileWithMistakes() {
        Command check = Command.run("check", fine, "-D", "clases=5");
        assertEquals(1, check.exit());
        assertEquals("", check.out());
        assertTrue(check.err().contains("E0213"), check::err);
    }

    @Test
    void readsStandardInput() {
        Command check = Command.runWith(WRONG, Map.of(), "check", "-");
        assertEquals(1, check.exit());
        assertTrue(check.err().contains("<stdin>:3:5"), check::err);
    }

    @Test
    void coloursOnlyWhenAsked() {
        assertFalse(Command.run("check", wrong).err().contains("\u001b["));
        assertTrue(Command.run("check", "--color=always", wrong).err().contains("\u001b["));
    }

    @Test
    void reportsTheSameAsData() {
        Command check = Command.run("check", "--json", fine, wrong);
        assertEquals(1, check.exit());
        assertEquals("", check.err());
        JsonArray files = JsonParser.parseString(check.out()).getAsJsonArray();
        JsonObject small =
                files.get(0).getAsJsonObject().getAsJsonArray("models").get(0).getAsJsonObject();
        assertEquals(9, small.get("parameters").getAsInt());
        JsonObject finding = files.get(1)
                .getAsJsonObject()
                .getAsJsonArray("diagnostics")
                .get(0)
                .getAsJsonObject();
        assertEquals("E0302", finding.get("code").getAsString());
        assertEquals(3, finding.getAsJsonObject("place").get("line").getAsInt());
        assertEquals(5, finding.getAsJsonObject("place").get("column").getAsInt());
    }

    @Test
    void showsHowShapesComeAbout() throws IOException {
        Path image = Files.writeString(
                folder.resolve("i.lamina"), "model I { input x: image[1, 8, 8]  conv(2, kernel = 3) }");
        Command summary = Command.run("summary", image);
        assertEquals(0, summary.exit(), summary::err);
        assertTrue(summary.out().contains("conv1                  height = floor((8 - 3) / 1) + 1 = 6"), summary::out);
        assertEquals(1, Command.run("summary", wrong).exit());
    }

    @Test
    void showsWhatChanged() throws IOException {
        Path other = Files.writeString(
                folder.resolve("other.lamina"), FINE.replace("fc(classes)", "fc(4)  relu  fc(classes)"));
        Command diff = Command.run("diff", fine, other);
        assertEquals(1, diff.exit(), diff::err);
        assertTrue(diff.out().matches("(?s).*\n +- +fc1 +fc\\(classes\\) +vector\\[3] +9\n.*"), diff::out);
        assertTrue(diff.out().matches("(?s).*\n +\\+ +fc1 +fc\\(4\\) +vector\\[4] +12\n.*"), diff::out);
        assertTrue(diff.out().contains("parameters: 9 -> 27"), diff::out);
        assertEquals(0, Command.run("diff", fine, fine).exit());
    }

    @Test
    void showsAnotherLossAsAChange() throws IOException {
        Path other = Files.writeString(folder.resolve("other.lamina"), FINE.replace("cross_entropy", "mse"));
        JsonObject diff = JsonParser.parseString(
                        Command.run("diff", "--json", fine, other).out())
                .getAsJsonObject();
        assertFalse(diff.get("same").getAsBoolean());
        assertEquals(4, diff.getAsJsonArray("lines").size(), diff::toString);
    }

    @Test
    void saysWhatIsComputedWhereThereIsAChoice() throws IOException {
        Path trained = Files.writeString(
                folder.resolve("t.lamina"), FINE.replace(" }", "  train { optimizer adamw(rate = 0.01)  batch 8 } }"));
        String summary = Command.run("summary", trained).out();
        assertTrue(summary.contains("starts uniform in ±0.707\n"), summary);
        assertTrue(summary.contains("loss       mean over batch and steps of -log softmax"), summary);
        assertTrue(summary.contains("adamw: rate 0.01, beta 0.9 and 0.999, epsilon "), summary);
    }

    @Test
    void explainsALayer() {
        Command explain = Command.run("explain", "conv", "adam");
        assertEquals(0, explain.exit());
        assertTrue(explain.out().contains("| image[4, 12, 12] | image[8, 10, 10] | "), explain::out);
        assertTrue(explain.out().contains("# adam\n"), explain::out);
    }

    @Test
    void explainsAStatement() {
        Command explain = Command.run("explain", "residual", "from");
        assertEquals(0, explain.exit());
        assertTrue(explain.out().startsWith("# residual\n\nA statement: the value before it plus"), explain::out);
        assertTrue(explain.out().contains("# from\n"), explain::out);
        String list = Command.run("explain").out();
        assertTrue(list.contains("\nrepeat  copies of a body, one behind the other\n"), list);
    }

    @Test
    void explainsACode() {
        Command explain = Command.run("explain", "e0302");
        assertEquals(0, explain.exit());
        assertTrue(explain.out().startsWith("E0302: the layer needs an image or a sequence\n"), explain::out);
        assertTrue(Command.run("explain").out().contains("\nW0706  "));
    }
}
