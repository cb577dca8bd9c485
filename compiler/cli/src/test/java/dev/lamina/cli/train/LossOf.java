package dev.lamina.cli.train;

import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.LossFunction;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.source.SourceFile;

/** The loss functions of calls, for tests without a model. */
final class LossOf {

    private LossOf() {}

    static LossFunction call(String call) {
        String text = "model M { input x: vector[3]  fc(3)  loss " + call + " }";
        return LaminaCompiler.compile(new SourceFile("m.lamina", text), Options.defaults())
                .models()
                .get(0)
                .training()
                .function();
    }
}
