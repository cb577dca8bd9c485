package dev.lamina.compiler;

import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.SourceFile;
import java.util.ArrayList;
import java.util.List;

/** One of the ways a model text becomes a class that must all give the same numbers. */
record Variant(Target target, Fusion fusion, Loader loader) {

    /** Both targets by both loaders, everything fused. */
    static List<Variant> fused() {
        List<Variant> all = new ArrayList<>();
        for (Target target : Target.values()) {
            for (Loader loader : Loader.values()) {
                all.add(new Variant(target, Fusion.ALL, loader));
            }
        }
        return all;
    }

    /**
     * Both targets by Janino; for a quarter of the models plain Java by javac too, and for another quarter vectors. It takes ten times as long,
     * and that both loaders give the same bits is a law of its own.
     */
    static List<Variant> inTurn(String model) {
        int turn = Math.floorMod(model.hashCode(), 4);
        return fused().stream()
                .filter(variant -> variant.loader() == Loader.JANINO
                        || turn == 0 && variant.target() == Target.SCALAR
                        || turn == 1 && variant.target() == Target.VECTOR)
                .toList();
    }

    /** Compiles a text, with input gradients and with the verifier after every pass. */
    CompiledModel compile(String text) {
        return compile(text, true);
    }

    CompiledModel compile(String text, boolean inputGradients) {
        Options options = Options.defaults()
                .withTarget(target)
                .withFusion(fusion)
                .withInputGradients(inputGradients)
                .withVerify(true);
        Result<CompiledModel> compilation = LaminaCompiler.compile(new SourceFile("test.lamina", text), options);
        if (compilation.models().size() != 1) {
            throw new AssertionError(text + "\n" + DiagnosticPrinter.plain().print(compilation.diagnostics()));
        }
        return compilation.models().get(0);
    }

    LoadedNetwork load(String text) {
        return loader.load(compile(text));
    }

    @Override
    public String toString() {
        return target + " " + loader + (fusion == Fusion.ALL ? "" : " unfused");
    }
}
