package dev.lamina.compiler;

import dev.lamina.compiler.graph.TooLargeException;
import dev.lamina.compiler.model.Blocks;
import dev.lamina.compiler.model.Inferrer;
import dev.lamina.compiler.model.Model;
import dev.lamina.compiler.model.Resolver;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.source.Code;
import dev.lamina.compiler.source.Diagnostic;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.NearestName;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.compiler.source.Span;
import dev.lamina.compiler.syntax.FileSyntax;
import dev.lamina.compiler.syntax.ModelSyntax;
import dev.lamina.compiler.syntax.Parser;
import dev.lamina.compiler.syntax.format.Formatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;

/** The compiler. It takes a model file and returns diagnostics, and Java source if there is no error. */
public final class LaminaCompiler {
    /** A number as in model files, with an optional sign. {@code Double.parseDouble} alone also accepts {@code NaN} and {@code 10f}. */
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");

    private final SourceFile source;
    private final Options options;
    private final Diagnostics log = new Diagnostics();

    private LaminaCompiler(SourceFile source, Options options) {
        this.source = source;
        this.options = options;
    }

    /** Checks a file without generating code. The result has the summaries of the models without errors. */
    public static Result<Summary> check(SourceFile source, Options options) {
        LaminaCompiler compiler = new LaminaCompiler(source, options);
        List<Summary> summaries = compiler.each(shaped -> ModelCompiler.summary(shaped, options));
        return new Result<>(compiler.reported(), summaries);
    }

    /** Compiles a file. The result has no models if there is an error. */
    public static Result<CompiledModel> compile(SourceFile source, Options options) {
        LaminaCompiler compiler = new LaminaCompiler(source, options);
        List<CompiledModel> models = compiler.compiled();
        return new Result<>(compiler.reported(), compiler.log.hasErrors() ? List.of() : models);
    }

    /** Compiles a file for a project's build, for {@code target} instead of the target of the options. */
    public static Result<BuildModel> compileForBuild(SourceFile source, Options options, CodeTarget target) {
        LaminaCompiler compiler = new LaminaCompiler(source, options);
        List<BuildModel> models = compiler.each(shaped -> ModelCompiler.forBuild(shaped, options, target));
        return new Result<>(compiler.reported(), compiler.log.hasErrors() ? List.of() : models);
    }

    /** Infers the shapes of a file and does nothing else. This is fast enough for trying many variants of a file. */
    public static Shaped shapes(SourceFile source, Options options) {
        LaminaCompiler compiler = new LaminaCompiler(source, options);
        List<Shaped.Layer> layers = compiler.shaped().stream()
                .flatMap(model -> model.layers().stream())
                .map(layer -> new Shaped.Layer(
                        layer.application().label(), layer.out().toString(), layer.arithmetic()))
                .toList();
        return new Shaped(compiler.log, layers);
    }

    /** Formats a file. The file may have errors in names and shapes, but its syntax must be correct. */
    public static Formatted format(SourceFile source) {
        LaminaCompiler compiler = new LaminaCompiler(source, Options.defaults());
        Optional<String> text = Formatter.format(source, compiler.log);
        return new Formatted(compiler.reported(), text);
    }

    /** Parses a file and does nothing else. The result has no models if there is a syntax error. */
    public static Result<ModelOutline> outline(SourceFile source) {
        LaminaCompiler compiler = new LaminaCompiler(source, Options.defaults());
        List<ModelOutline> models = Parser.parse(source, compiler.log).stream()
                .flatMap(file -> ModelOutline.of(file).stream())
                .toList();
        return new Result<>(compiler.reported(), models);
    }

    /** The diagnostics with the fixes that work. */
    private Diagnostics reported() {
        return log.hasErrors()
                ? WorkingFixes.of(source, log, text -> shapes(text, options).diagnostics())
                : log;
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
            } catch (ArithmeticException overflow) { // each layer fits, but their sum does not
                log.add(Diagnostic.of(
                        Code.E0601,
                        shaped.model().inputs().get(0).span(),
                        "`" + shaped.model().name() + "` needs more memory for one sample than a Java array holds"));
            }
        }
        return models;
    }

    private static Span place(ShapedModel model, String label) {
        return model.layers().stream()
                .filter(layer -> layer.application().label().equals(label))
                .map(layer -> layer.application().span())
                .findFirst()
                .orElse(model.model().inputs().get(0).span());
    }

    private List<ShapedModel> shaped() {
        Optional<FileSyntax> file = Parser.parse(source, log);
        if (file.isEmpty()) {
            return List.of();
        }
        String name = options.packageName();
        if (!name.isEmpty() && (!SourceVersion.isName(name) || (name + ".").startsWith("java."))) {
            log.add(Diagnostic.of(Code.E0207, start(), "`" + name + "` cannot be the name of a Java package here"));
        }
        List<ModelSyntax> chosen = chosen(file.get());
        Map<String, Double> overrides = overrides(file.get());
        List<ShapedModel> models = new ArrayList<>();
        Blocks blocks = Blocks.of(file.get(), log);
        for (ModelSyntax syntax : chosen) {
            Optional<Model> model = Resolver.resolve(syntax, blocks, overrides, log);
            model.flatMap(resolved -> Inferrer.infer(resolved, log)).ifPresent(models::add);
        }
        boolean all = chosen.size() == file.get().models().size();
        if (all && !log.hasErrors()) {
            blocks.reportUnused(log);
        }
        return models;
    }

    private List<ModelSyntax> chosen(FileSyntax file) {
        Map<String, Span> names = new LinkedHashMap<>();
        for (ModelSyntax model : file.models()) {
            Span before = names.putIfAbsent(
                    model.name().text().toLowerCase(Locale.ROOT), model.name().span());
            if (before != null) {
                log.add(twice(model.name().text(), model.name().span(), before));
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
                            + String.join(
                                    ", ",
                                    names.values().stream().map(Span::text).toList())));
        }
        return chosen;
    }

    private static Diagnostic twice(String name, Span span, Span before) {
        String message = name.equals(before.text())
                ? "`" + name + "` is defined twice"
                : "`" + name + "` and `" + before.text() + "` would be one file where capitals do not count";
        return Diagnostic.of(Code.E0205, span, message).note(before, "the first");
    }

    private Map<String, Double> overrides(FileSyntax file) {
        Map<String, Double> values = new HashMap<>();
        List<String> names = file.models().stream()
                .flatMap(model -> model.parameters().stream())
                .map(parameter -> parameter.name().text())
                .distinct()
                .toList();
        options.parameters().forEach((name, text) -> {
            if (!names.contains(name)) {
                Diagnostic unknown =
                        Diagnostic.of(Code.E0213, start(), "no model of this file has a parameter `" + name + "`");
                log.add(NearestName.of(name, names)
                        .map(near -> unknown.help("did you mean `" + near + "`?"))
                        .orElse(unknown));
                return;
            }
            if (NUMBER.matcher(text).matches() && Double.isFinite(Double.parseDouble(text))) {
                values.put(name, Double.valueOf(text));
            } else {
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
