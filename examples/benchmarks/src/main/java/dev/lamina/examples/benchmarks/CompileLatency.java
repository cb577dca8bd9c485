package dev.lamina.examples.benchmarks;

import dev.lamina.compiler.LoadedNetwork;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From the text of a model to a loaded class, in a Java virtual machine that has compiled models before. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class CompileLatency {

    /** What the class is generated for. */
    @Param
    public Target target;

    private final String text = Models.text("lenet");

    /** Compiles and loads LeNet; the class is initialised by asking it for parameters. */
    @Benchmark
    public Object textToLoadedClass() {
        LoadedNetwork loaded = Models.compile("lenet", text, target, false).load();
        return loaded.newParameters(1);
    }
}
