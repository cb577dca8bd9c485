package dev.lamina.cli.command;

import dev.lamina.cli.console.Console;
import dev.lamina.cli.console.ExitCode;
import dev.lamina.cli.console.Failure;
import dev.lamina.compiler.BuildModel;
import dev.lamina.compiler.CodeTarget;
import dev.lamina.compiler.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.lang.model.SourceVersion;
import javax.tools.ToolProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lamina compile}: writes the Java class of each model. */
@Command(
        name = "compile",
        description = "Write the Java class of each model to a folder.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  lamina compile lenet.lamina -o src/main/java --package com.acme",
            "  lamina compile lenet.lamina -o sources --classes classes --target both"
        })
final class CompileVerb extends Verb {

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Model files; - is standard input.")
    private List<String> files;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            defaultValue = "SCALAR",
            description = {
                "scalar: one class in plain Java (default);",
                "vector: a class for the Vector API too, which comes compiled and runs where Java has that API;",
                "both: the same, and -Dlamina.target=scalar chooses plain Java."
            })
    private CodeTarget target;

    @Mixin
    private PassOptions passes = new PassOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "The folder of the sources, under which the package's folders are made.")
    private Optional<Path> folder = Optional.empty();

    @Option(
            names = "--classes",
            paramLabel = "DIR",
            description =
                    "The folder of classes that come compiled; that of the sources unless it is given. It must be on the"
                            + " class path when the sources are compiled.")
    private Optional<Path> classes = Optional.empty();

    @Option(names = "--package", paramLabel = "P", description = "The package of the classes.")
    private Optional<String> packageName = Optional.empty();

    @Option(names = "--input-gradients", description = "Let the classes give the gradient of their input too.")
    private boolean inputGradients;

    @Option(
            names = "--predict-only",
            description = "Leave out everything that trains: the classes are smaller and start sooner.")
    private boolean predictOnly;

    @Mixin
    private DumpOptions dumps = new DumpOptions();

    CompileVerb(Console console) {
        super(console);
        files = List.of();
    }

    @Override
    protected int run() throws IOException {
        requireUsage();
        Models models = new Models(console, reporter());
        Optional<ClassFolders> folders = folder.map(sources -> new ClassFolders(sources, classes.orElse(sources)));
        boolean failed = false;
        for (String file : files) {
            Optional<List<BuildModel>> compiled = models.compileForBuild(file, options(), target);
            failed |= compiled.isEmpty();
            for (BuildModel each : compiled.orElse(List.of())) {
                dumps.problem(each.model()).ifPresent(problem -> {
                    throw usage(problem);
                });
                dumps.print(each.model(), console.out());
                folders.ifPresent(into -> into.add(each));
            }
        }
        // All or nothing: no file is touched before every model is known to be right.
        if (failed) {
            return ExitCode.INPUT;
        }
        if (folders.isPresent()) {
            folders.get().write(ReadFiles.of(files), console.out());
        }
        return ExitCode.FINE;
    }

    private void requireUsage() {
        if (predictOnly && inputGradients) {
            throw usage("--predict-only leaves out the gradients that --input-gradients asks for");
        }
        if (folder.isEmpty() && !dumps.wanted()) {
            throw usage("Missing required option: --output=DIR (or --explain or --dump, to print only)");
        }
        if (classes.isPresent() && (folder.isEmpty() || target == CodeTarget.SCALAR)) {
            throw usage(
                    "--classes: only with --output and --target vector or both are there classes that come compiled");
        }
        if (folder.isPresent() && target != CodeTarget.SCALAR && ToolProvider.getSystemJavaCompiler() == null) {
            throw new Failure(
                    "--target " + target.word() + " needs a JDK: this Java has no compiler for the vector class");
        }
        if (packageName.isPresent() && !SourceVersion.isName(packageName.get(), SourceVersion.RELEASE_17)) {
            throw usage("--package: \"" + packageName.get() + "\" cannot be the name of a Java package");
        }
    }

    private Options options() {
        return passes.of(model.options())
                .withPackageName(packageName.orElse(""))
                .withInputGradients(inputGradients)
                .withPredictOnly(predictOnly);
    }
}
