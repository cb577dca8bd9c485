package dev.lamina.examples.benchmarks;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.Target;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The largest models, of almost 500 layers, in a Java virtual machine that has compiled models before: text to source, source to class. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 12)
@Measurement(iterations = 5)
public class ManyLayersLatency {

    /** What the class is generated for. */
    @Param
    public Target target;

    /** Which layers: the fewer of them are the same, the longer the class. */
    @Param
    public Layers layers;

    private String text = "";
    private CompiledModel compiled;

    /** The layers of a model. */
    public enum Layers {
        /** 165 equal convolutions, each with batchnorm and relu. */
        EQUAL,
        /** A residual network: 78 blocks of two convolutions in three widths. */
        RESIDUAL,
        /** 160 convolutions of 40 widths and two kernels. */
        CONVOLUTIONS,
        /** 249 fully connected layers of 53 widths. */
        FULLY_CONNECTED
    }

    /** Writes the model, and compiles it once. */
    @Setup
    public void compileOnce() {
        StringBuilder body = new StringBuilder();
        switch (layers) {
            case EQUAL ->
                body.append(
                        "input x: image[8, 8, 8]  repeat 165 { conv(8, kernel = 3, padding = 1) batchnorm relu }\nflatten\n");
            case RESIDUAL -> residual(body);
            case CONVOLUTIONS -> convolutions(body);
            case FULLY_CONNECTED -> fullyConnected(body);
        }
        text = "model Many { " + body + "fc(4)  loss cross_entropy }";
        compiled = textToSource();
    }

    private static void residual(StringBuilder body) {
        body.append("input x: image[3, 16, 16]\n");
        for (int width = 8; width <= 32; width *= 2) {
            body.append(("conv(%1$d, kernel = 3, padding = 1, stride = %2$d) batchnorm relu\n"
                            + "repeat 26 { residual { conv(%1$d, kernel = 3, padding = 1) batchnorm relu"
                            + " conv(%1$d, kernel = 3, padding = 1) batchnorm } }\n")
                    .formatted(width, width == 8 ? 1 : 2));
        }
        body.append("flatten\n");
    }

    private static void convolutions(StringBuilder body) {
        body.append("input x: image[3, 12, 12]\n");
        for (int i = 0; i < 160; i++) {
            String window = i % 2 == 0 ? "kernel = 3, padding = 1" : "kernel = 1";
            body.append("conv(%d, %s) batchnorm relu\n".formatted(8 + i % 40, window));
        }
        body.append("flatten\n");
    }

    private static void fullyConnected(StringBuilder body) {
        body.append("input x: vector[20]\n");
        for (int i = 0; i < 249; i++) {
            body.append("fc(%d) relu\n".formatted(10 + i * 7 % 53));
        }
    }

    /** From the text of the model to the source of its class. */
    @Benchmark
    public CompiledModel textToSource() {
        return Models.compile("many", text, target, false);
    }

    /** From the source to a loaded class, which is initialised by asking it for parameters. */
    @Benchmark
    public Object sourceToLoadedClass() {
        return compiled.load().newParameters(1);
    }
}
