package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lamina.runtime.Classifier;
import dev.lamina.runtime.Parameters;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The entry for programs. */
class LaminaTest {
    private static final String MODEL = "model Tiny { input x: vector[2]  fc(3) loss cross_entropy }";

    @TempDir
    private Path folder;

    @Test
    void fileStreamAndTextGiveTheSameNetwork() throws IOException {
        Path file = Files.writeString(folder.resolve("tiny.lamina"), MODEL);
        LoadedNetwork ofFile = Lamina.load(file);
        LoadedNetwork ofText = Lamina.parse(MODEL);
        LoadedNetwork ofStream = Lamina.load("tiny", new ByteArrayInputStream(MODEL.getBytes(StandardCharsets.UTF_8)));
        Parameters parameters = ofFile.newParameters(3);
        Path weights = folder.resolve("tiny.safetensors");
        parameters.write(weights);
        float[] x = {1, 2};
        for (LoadedNetwork loaded : new LoadedNetwork[] {ofFile, ofText, ofStream}) {
            Classifier network = loaded.classifier(loaded.readParameters(weights), 1);
            float[] probabilities = new float[3];
            network.probabilities(x, 1, probabilities);
            int best = network.classOf(x);
            assertEquals(1, probabilities[0] + probabilities[1] + probabilities[2], 1e-6);
            assertTrue(probabilities[best] >= probabilities[0] && probabilities[best] >= probabilities[2]);
            assertEquals(Integer.toString(best), network.label(x));
        }
    }

    @Test
    void aBrokenModelIsOneExceptionThatShowsThePlace() {
        ModelException e =
                assertThrows(ModelException.class, () -> Lamina.parse("model Tiny { input x: image[1, 4, 4]  fc(3) }"));
        assertTrue(e.getMessage().contains("error[E0301]"), e.getMessage());
        assertTrue(e.getMessage().contains("--> model.lamina:1:"), e.getMessage());
        assertEquals(1, e.diagnostics().errors());
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = folder.resolve("missing.lamina");
        ModelException e = assertThrows(ModelException.class, () -> Lamina.load(missing));
        assertTrue(e.getMessage().contains("there is no file `" + missing), e.getMessage());
    }

    @Test
    void aModelIsLoadedFromTheClassPath() {
        LoadedNetwork loaded = Lamina.loadResource(LaminaTest.class, "/models/classifier/model.lamina");
        assertEquals("Classifier4", loaded.model().className());
        ModelException beside =
                assertThrows(ModelException.class, () -> Lamina.loadResource(LaminaTest.class, "missing.lamina"));
        assertTrue(
                beside.getMessage()
                        .contains("there is no resource `missing.lamina` beside " + LaminaTest.class.getName()),
                beside.getMessage());
        ModelException root =
                assertThrows(ModelException.class, () -> Lamina.loadResource(LaminaTest.class, "/missing.lamina"));
        assertTrue(root.getMessage().contains("at the root of the class path"), root.getMessage());
    }

    @Test
    void severalModelsAreNamedUntilOneIsChosen() throws IOException {
        Path file = Files.writeString(folder.resolve("two.lamina"), MODEL + MODEL.replace("Tiny", "Other"));
        ModelException e = assertThrows(ModelException.class, () -> Lamina.load(file));
        assertEquals("there are several models: Tiny, Other; Options.withModel chooses one", e.getMessage());
        assertEquals(
                "Other",
                Lamina.load(file, Options.defaults().withModel("Other")).model().className());
    }

    @Test
    void aNetworkOfAnotherKindIsSaid() {
        LoadedNetwork loaded = Lamina.parse(MODEL.replace("cross_entropy", "mse"));
        Parameters parameters = loaded.newParameters(1);
        Exception e = assertThrows(IllegalStateException.class, () -> loaded.classifier(parameters, 1));
        assertEquals("Tiny is no Classifier but a Regressor", e.getMessage());
        assertEquals(3, loaded.regressor(parameters, 1).outputSize());
    }
}
