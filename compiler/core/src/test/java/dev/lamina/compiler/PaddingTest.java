package dev.lamina.compiler;

import static dev.lamina.compiler.Closeness.assertSameBits;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.layer.Layers;
import dev.lamina.compiler.signature.CallKind;
import dev.lamina.compiler.source.SourceFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The padding between gates is zero whatever layer follows a recurrent one. The weights of a recurrent layer have memory there, which
 * would otherwise be trained, and would add to the gradient of the layer before.
 */
final class PaddingTest {
    private static final int BATCH = 5;

    static List<CallKind<Layer>> layers() {
        return Layers.ALL;
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aTrainedNetworkGivesTheBitsOfOneThatReadsItsWeights(CallKind<Layer> kind, @TempDir Path folder) {
        String call = new RandomCall(new Random(1)).of(kind);
        String text = "model Padding { input x: sequence[2, 2]  fc(2) gru(3) " + call
                + " flatten loss mse  train { optimizer sgd batch 4 } }";
        Options options = Options.defaults();
        Assumptions.assumeFalse(LaminaCompiler.shapes(new SourceFile("padding.lamina", text), options)
                .diagnostics()
                .hasErrors());
        for (Variant variant : Variant.inTurn(text)) {
            LoadedNetwork loaded = variant.load(text);
            Trial trained = new Trial(loaded, BATCH, 1);
            trained.step();
            Path file = folder.resolve("checkpoint.safetensors");
            trained.network().state().write(file, trained.parameters());
            Trial fresh = new Trial(loaded, BATCH, 1);
            fresh.network().state().read(file, fresh.parameters());
            assertSameBits(call + ", " + variant, fresh.pass(false), trained.pass(false));
        }
    }
}
