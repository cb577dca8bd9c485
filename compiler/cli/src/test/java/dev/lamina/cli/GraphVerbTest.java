package dev.lamina.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lamina graph}. */
class GraphVerbTest {

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void writeModel() throws IOException {
        model = Files.writeString(
                folder.resolve("m.lamina"), "model M { input x: vector[4]  fc(8)  relu  fc(3)  loss cross_entropy }");
    }

    @Test
    void theEndingOfTheFileDecidesWhatIsDrawn() throws IOException {
        for (String name : new String[] {"m.svg", "m.html", "m.DOT"}) {
            Path file = folder.resolve("new").resolve(name);
            assertEquals(new Command(0, "wrote " + file + "\n", ""), Command.run("graph", model, "-o", file));
        }
        assertTrue(Files.readString(folder.resolve("new/m.svg")).startsWith("<svg"));
        assertTrue(Files.readString(folder.resolve("new/m.html")).startsWith("<!DOCTYPE html>"));
        assertTrue(Files.readString(folder.resolve("new/m.DOT")).startsWith("digraph \"M\" {"));
        Command png = Command.run("graph", model, "-o", folder.resolve("m.png"));
        assertEquals(2, png.exit());
        assertTrue(png.err().contains("must end in .svg, .html or .dot"), png::err);
    }

    @Test
    void whatTrainLoggedIsDrawnIntoThePage() throws IOException {
        Path data = Files.writeString(folder.resolve("d.csv"), "1,2,3,4,0\n4,3,2,1,2\n1,1,1,1,1\n");
        Path log = folder.resolve("run.jsonl");
        Command train = Command.run(
                "train", model, "--data", data, "--log", log, "--weights-out", folder.resolve("w.safetensors"));
        assertEquals(0, train.exit(), train::err);
        Path page = folder.resolve("m.html");
        assertEquals(0, Command.run("graph", model, "-o", page, "--log", log).exit());
        assertTrue(Files.readString(page).contains(">accuracy</text>"));
        assertEquals(0, Command.run("graph", model, "-o", page).exit());
        assertFalse(Files.readString(page).contains(">accuracy</text>"));
    }

    @Test
    void aLogThatIsNoneOrForAPictureIsRefused() {
        Path page = folder.resolve("m.html");
        Command none = Command.run("graph", model, "-o", page, "--log", model);
        assertEquals(1, none.exit());
        assertTrue(none.err().contains("m.lamina: line 1 is not what lamina train --log writes"), none::err);
        assertEquals(
                1,
                Command.run("graph", model, "-o", page, "--log", folder.resolve("none"))
                        .exit());
        assertEquals(
                2,
                Command.run("graph", model, "-o", folder.resolve("m.svg"), "--log", model)
                        .exit());
        assertFalse(Files.exists(page));
    }
}
