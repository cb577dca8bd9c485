package dev.lamina.compiler;

import dev.lamina.compiler.graph.Inferrer;
import dev.lamina.compiler.graph.Model;
import dev.lamina.compiler.graph.Resolver;
import dev.lamina.compiler.graph.ShapedModel;
import dev.lamina.compiler.pass.TooLargeException;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.FileSyntax;
import dev.lamina.compiler.syntax.ModelSyntax;
import dev.lamina.compiler.syntax.ParameterSyntax;
import dev.lamina.compiler.syntax.Parser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The compiler: model text in, Java source or diagnostics out. All three faces call this and nothing else. */
public final class Compiler {
    private final SourceFile source;
    private final Options options;
    private final Diagnostics log = new Diagnostics();

    private Compiler(SourceFile source, Options options) {
        this.source = source;
        this.options = options;
    }

    /** Checks every shape of a file. */
    public static Checked check(SourceFile source, Options options) {
        Compiler compiler = new Compiler(source, options);
        List<Summary> summaries =
                compiler.compiled().stream().map(CompiledModel::summary).toList();
        return new Checked(compiler.log, summaries);
    }

    /** Compiles a file; without models if there is an error. */
    public static Compilation compile(SourceFile source, Options options) {
        Compiler compiler = new Compiler(source, options);
        List<CompiledModel> models = compiler.compiled();
        return new Compilation(compiler.log, compiler.log.hasErrors() ? List.of() : models);
    }

    /**
     * Compiles a file for both targets, whatever the options say, with a class that stands for the two.
     *
     * @param selectable whether those who run it may decide for the scalar one
     */
    public static DualCompilation compileForBoth(SourceFile source, Options options, boolean selectable) {
        Compiler compiler = new Compiler(source, options);
        List<DualModel> models = compiler.each(shaped -> ModelCompiler.dual(shaped, options, selectable));
        return new DualCompilation(compiler.log, compiler.log.hasErrors() ? List.of() : models);
    }

    /** The names of the parameters of the models in a file; none of a model that cannot be read. */
    public static Set<String> parameterNames(SourceFile source) {
        return Parser.parse(source, new Diagnostics()).stream()
                .flatMap(file -> file.models().stream())
                .flatMap(model -> model.parameters().stream())
                .map(parameter -> parameter.name().text())
                .collect(Collectors.toSet());
    }

    private List<CompiledModel> compiled() {
        return each(shaped -> ModelCompiler.compile(shaped, options));
    }

    private <T> List<T> each(Function<ShapedModel, T> compile) {
        List<T> models = new ArrayList<>();
        for (ShapedModel shaped : shaped()) {
            try {
                models.add(compile.apply(shaped));
            } catch (TooLargeException tooLarge) {
                log.add(Diagnostic.of(
                        Code.E0601,
                        place(shaped, tooLarge.label()),
                        "`" + tooLarge.label() + "` needs more memory for one sample than a Java array holds"));
            }
        }
        return models;
    }

    private static Span place(ShapedModel model, String label) {
        return model.layers().stream()
                .filter(layer -> layer.application().label().equals(label))
                .map(layer -> layer.application().span())
                .findFirst()
                .orElse(model.model().input().span());
    }

    private List<ShapedModel> shaped() {
        Optional<FileSyntax> file = Parser.parse(source, log);
        if (file.isEmpty()) {
            return List.of();
        }
        List<ModelSyntax> chosen = chosen(file.get());
        Map<String, Double> overrides = overrides(file.get());
        List<ShapedModel> models = new ArrayList<>();
        for (ModelSyntax syntax : chosen) {
            Optional<Model> model = Resolver.resolve(syntax, overrides, log);
            model.flatMap(resolved -> Inferrer.infer(resolved, log)).ifPresent(models::add);
        }
        return models;
    }

    private List<ModelSyntax> chosen(FileSyntax file) {
        Set<String> names = new HashSet<>();
        for (ModelSyntax model : file.models()) {
            if (!names.add(model.name().text())) {
                log.add(Diagnostic.of(
                        Code.E0205, model.name().span(), "`" + model.name().text() + "` is defined twice"));
            }
        }
        if (options.model().isEmpty()) {
            return file.models();
        }
        List<ModelSyntax> chosen = file.models().stream()
                .filter(model -> model.name().text().equals(options.model().get()))
                .toList();
        if (chosen.isEmpty()) {
            log.add(Diagnostic.of(
                            Code.E0215,
                            start(),
                            "there is no model `" + options.model().get() + "` in this file")
                    .help("there is "
                            + String.join(", ", names.stream().sorted().toList())));
        }
        return chosen;
    }

    private Map<String, Double> overrides(FileSyntax file) {
        Map<String, Double> values = new HashMap<>();
        options.parameters().forEach((name, text) -> {
            boolean known = file.models().stream()
                    .flatMap(model -> model.parameters().stream())
                    .map(ParameterSyntax::name)
                    .anyMatch(each -> each.text().equals(name));
            if (!known) {
                log.add(Diagnostic.of(Code.E0213, start(), "no model of this file has a parameter `" + name + "`"));
                return;
            }
            try {
                values.put(name, Double.valueOf(text));
            } catch (NumberFormatException notANumber) {
                log.add(Diagnostic.of(
                        Code.E0214, start(), "`" + name + "` is set to `" + text + "`, which is no number"));
            }
        });
        return values;
    }

    private Span start() {
        return new Span(source, 0, 0);
    }
}
