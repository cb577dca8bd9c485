package dev.lamina.examples.benchmarks;

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

/** One call of a network: a prediction, a training step, or a forward and a backward pass. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class NetworkCall {

    /** The line of the table; all of them unless chosen. */
    @Param
    public Row row;

    /** What the class is generated for. */
    @Param
    public Target target;

    private Engine network;

    /** Compiles, loads and fills the network with numbers. */
    @Setup
    public void prepare() {
        network = new LaminaEngine(row, target, 1);
    }

    /** The call that is timed; everything it computes lands in arrays, so that nothing can be left out. */
    @Benchmark
    public void call() {
        network.call();
    }
}
