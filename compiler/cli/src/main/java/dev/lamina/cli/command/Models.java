package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.Failure;
import dev.lamina.cli.console.FileNames;
import dev.lamina.cli.report.Reporter;
import dev.lamina.compiler.BuildModel;
import dev.lamina.compiler.CodeTarget;
import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Result;
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
    Result<Summary> check(String file, Options options) {
        return compiled(file, source -> LaminaCompiler.check(source, options));
    }

    /** The summaries of a file's models; prints the diagnostics and ends the verb when there are errors. */
    List<Summary> summaries(String file, Options options) {
        return printed(check(file, options)).orElseThrow(Failure::reported);
    }

    /** Compiles the models of a file; empty, after printing diagnostics, if there are errors. */
    Optional<List<CompiledModel>> compile(String file, Options options) {
        return printed(compiled(file, source -> LaminaCompiler.compile(source, options)));
    }

    /** As {@link #compile}, for a build. */
    Optional<List<BuildModel>> compileForBuild(String file, Options options, CodeTarget target) {
        return printed(compiled(file, source -> LaminaCompiler.compileForBuild(source, options, target)));
    }

    private <T> Result<T> compiled(String file, Function<SourceFile, Result<T>> compiler) {
        Diagnostics unreadable = new Diagnostics();
        return read(file, unreadable).map(compiler).orElseGet(() -> new Result<>(unreadable, List.of()));
    }

    private <T> Optional<List<T>> printed(Result<T> result) {
        reporter.print(result.diagnostics());
        return result.diagnostics().hasErrors() ? Optional.empty() : Optional.of(result.models());
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
