package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.FileNames;
import dev.lamina.cli.report.Reporter;
import dev.lamina.compiler.BuildCompilation;
import dev.lamina.compiler.BuildModel;
import dev.lamina.compiler.Checked;
import dev.lamina.compiler.CodeTarget;
import dev.lamina.compiler.Compilation;
import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Summary;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads and compiles model files; prints their diagnostics. */
final class Models {

    private final Console console;
    private final Reporter reporter;

    Models(Console console, Reporter reporter) {
        this.console = console;
        this.reporter = reporter;
    }

    /** Reads a model file, or standard input for {@code -}; empty, with a diagnostic, if it cannot be read. */
    Optional<SourceFile> read(String file, Diagnostics log) {
        if (file.equals("-")) {
            return SourceFile.read("<stdin>", console.in(), log);
        }
        return SourceFile.read(FileNames.path(file), log);
    }

    /** Checks a file; that it cannot be read is a diagnostic too. */
    Checked check(String file, Options options) {
        Diagnostics unreadable = new Diagnostics();
        return read(file, unreadable)
                .map(source -> LaminaCompiler.check(source, options))
                .orElseGet(() -> new Checked(unreadable, List.of()));
    }

    /** The summaries of a file's models; prints the diagnostics and ends the verb when there are errors. */
    List<Summary> summaries(String file, Options options) {
        Checked checked = check(file, options);
        reporter.print(checked.diagnostics());
        if (checked.diagnostics().hasErrors()) {
            throw Failure.reported();
        }
        return checked.summaries();
    }

    /** Compiles the models of a file; empty, after printing diagnostics, if there are errors. */
    Optional<List<CompiledModel>> compile(String file, Options options) {
        return compile(
                file, source -> LaminaCompiler.compile(source, options), Compilation::diagnostics, Compilation::models);
    }

    /** As {@link #compile}, for a build. */
    Optional<List<BuildModel>> compileForBuild(String file, Options options, CodeTarget target) {
        return compile(
                file,
                source -> LaminaCompiler.compileForBuild(source, options, target),
                BuildCompilation::diagnostics,
                BuildCompilation::models);
    }

    private <C, M> Optional<List<M>> compile(
            String file,
            Function<SourceFile, C> compiler,
            Function<C, Diagnostics> diagnostics,
            Function<C, List<M>> models) {
        Diagnostics unreadable = new Diagnostics();
        Optional<C> compilation = read(file, unreadable).map(compiler);
        Diagnostics log = compilation.map(diagnostics).orElse(unreadable);
        reporter.print(log);
        return compilation.filter(done -> !log.hasErrors()).map(models);
    }

    /** Compiles a file and returns its only model; throws if there are errors or several models. */
    CompiledModel compileOne(String file, Options options) {
        List<CompiledModel> models = compile(file, options).orElseThrow(Failure::reported);
        if (models.size() != 1) {
            String names = models.stream().map(model -> model.summary().model()).collect(Collectors.joining(", "));
            throw new Failure(file + " holds " + models.size() + " models; choose one with --model: " + names);
        }
        return models.get(0);
    }
}
