package dev.lamina.compiler.lower;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Expression;
import dev.lamina.compiler.ir.Rewrite;
import dev.lamina.compiler.ir.Substitution;
import dev.lamina.compiler.ir.Symbol;
import java.util.List;

/**
 * Makes a call one shard of the batch of a training step: losses and their gradients are divided by the samples (or steps) of the whole
 * batch, and random numbers are drawn for the number that a sample has in the whole batch. Loops still run over the samples of the call.
 */
public final class ShardSamples extends Rewrite {
    private static final Substitution WHOLE = Substitution.of(Symbol.BATCH, Affine.of(Symbol.WHOLE_BATCH))
            .and(Symbol.ALL_STEPS, Affine.of(Symbol.WHOLE_STEPS));

    private ShardSamples() {}

    /** The same programs, whose calls are shards. */
    public static List<Program> of(List<Program> programs) {
        ShardSamples rewrite = new ShardSamples();
        return programs.stream()
                .map(program -> new Program(
                        program.graph(),
                        program.launches().stream()
                                .map(launch -> new Launch(
                                        launch.kernel()
                                                .withBody(rewrite.statement(
                                                        launch.kernel().body())),
                                        launch.values(),
                                        launch.node()))
                                .toList(),
                        program.peak()))
                .toList();
    }

    @Override
    public Expression indexAsFloat(Expression.IndexAsFloat conversion) {
        return new Expression.IndexAsFloat(WHOLE.affine(conversion.value()));
    }

    @Override
    public Expression uniform(Expression.Uniform uniform) {
        Affine element = uniform.element();
        int sample = element.coefficient(KernelLowering.SAMPLE);
        return new Expression.Uniform(uniform.stream(), element.plus(Affine.of(Symbol.FIRST_SAMPLE, sample)));
    }
}
