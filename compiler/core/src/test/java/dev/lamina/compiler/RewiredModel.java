package dev.lamina.compiler;

import dev.lamina.compiler.layer.Layer;
import dev.lamina.compiler.model.Application;
import dev.lamina.compiler.model.Blocks;
import dev.lamina.compiler.model.Inferrer;
import dev.lamina.compiler.model.Model;
import dev.lamina.compiler.model.Resolver;
import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.syntax.Parser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A model as its text says it, but with layers that the language does not have, and with operands that it cannot name.
 *
 * @param layers what stands for the layer of a label
 * @param operands the labels whose values the layer of a label takes
 */
record RewiredModel(String text, Map<String, Layer> layers, Map<String, List<String>> operands) {

    CompiledModel compile(Target target, Fusion fusion) {
        Diagnostics log = new Diagnostics();
        Options options = Options.defaults()
                .withTarget(target)
                .withFusion(fusion)
                .withInputGradients(true)
                .withVerify(true);
        return Parser.parse(new SourceFile("rewired.lamina", text), log)
                .flatMap(file -> Resolver.resolve(file.models().get(0), Blocks.none(), Map.of(), log))
                .flatMap(model -> Inferrer.infer(rewired(model), log))
                .map(shaped -> ModelCompiler.compile(shaped, options))
                .orElseThrow(() -> new AssertionError(DiagnosticPrinter.plain().print(log)));
    }

    /** Everything that a class gives for data of a fixed seed. */
    Results results(Target target, Fusion fusion) {
        return new Trial(compile(target, fusion).load(), 5, 1).everything(2);
    }

    private Model rewired(Model model) {
        List<String> labels =
                model.applications().stream().map(Application::label).toList();
        List<Application> applications = new ArrayList<>();
        for (Application each : model.applications()) {
            List<Integer> values = operands.getOrDefault(each.label(), List.of()).stream()
                    .map(label -> labels.indexOf(label) + 1)
                    .toList();
            applications.add(new Application(
                    each.label(),
                    layers.getOrDefault(each.label(), each.layer()),
                    each.call(),
                    each.place(),
                    values.isEmpty() ? each.operands() : values,
                    each.frames()));
        }
        return new Model(
                model.name(),
                model.documentation(),
                model.parameters(),
                model.inputs(),
                applications,
                model.outputs(),
                model.losses(),
                model.settings(),
                model.span());
    }
}
