package dev.lamina.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.lamina.compiler.source.SourceFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The text of a model tells whether its numbers are the same. */
class ModelTextTest {

    private static final String MODEL = """
            /// Two layers.
            model Small(width = 8) {
                input x: vector[3]
                wide(width)   // a block

                fc(2)
                loss mse
                train { optimizer adam(rate = 0.01)  batch 8  epochs 6  seed 5 }
            }

            block wide(n) { fc(n)  tanh }
            """;

    @Test
    void itHasBlocksAndParametersAndNoComments() {
        assertEquals("""
                block wide(n) { fc(n) tanh }
                model Small(width = 8) {
                    input x: vector[3]
                    wide(width)
                    fc(2)
                    loss mse
                    train { optimizer adam(rate = 0.01) }
                }
                width = 8.0""", text(MODEL, Options.defaults()));
    }

    @Test
    void howLongToTrainDoesNotCount() {
        String other = MODEL.replace("epochs 6  seed 5", "seed 4  epochs 100").replace("batch 8", "batch 9");
        assertEquals(text(MODEL, Options.defaults()), text(other, Options.defaults()));
    }

    @Test
    void aLayerBehindAValueWithTheNameOfASettingCounts() {
        for (String name : List.of("batch", "seed", "epochs")) {
            String model = MODEL.replace("fc(2)", name + ": fc(2)  relu  from " + name + "  tanh");
            String other = model.replace("from " + name + "  tanh", "from " + name + "  sigmoid");
            assertNotEquals(text(model, Options.defaults()), text(other, Options.defaults()));
        }
    }

    @Test
    void otherModelsOfTheFileDoNotCount() {
        String more = "model Other { input x: vector[2]  fc(1)  loss mse }\n" + MODEL;
        assertEquals(
                text(MODEL, Options.defaults()), text(more, Options.defaults().withModel("Small")));
    }

    @Test
    void aBlockAParameterAndARateCount() {
        String own = text(MODEL, Options.defaults());
        assertNotEquals(own, text(MODEL.replace("tanh", "relu"), Options.defaults()));
        assertNotEquals(own, text(MODEL, Options.defaults().withParameters(Map.of("width", "9"))));
        assertNotEquals(own, text(MODEL.replace("0.01", "0.02"), Options.defaults()));
    }

    private static String text(String source, Options options) {
        return LaminaCompiler.compile(new SourceFile("small.lamina", source), options)
                .models()
                .get(0)
                .text();
    }
}
