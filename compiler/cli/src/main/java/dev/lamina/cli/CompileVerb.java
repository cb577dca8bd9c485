package dev.lamina.cli;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.SourceVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lamina compile}: writes the Java class of each model. */
@Command(
        name = "compile",
        description = "Write the Java class of each model to a folder.",
        footerHeading = "%nExample:%n",
        footer = "  lamina compile lenet.lamina -o src/main/java --package com.acme")
final class CompileVerb extends Verb {

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Model files; - is standard input.")
    private List<String> files;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private CodeOptions code = new CodeOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "The folder of the sources, under which the package's folders are made.")
    private Optional<Path> folder = Optional.empty();

    @Option(names = "--package", paramLabel = "P", description = "The package of the classes.")
    private Optional<String> packageName = Optional.empty();

    @Option(names = "--input-gradients", description = "Let the classes give the gradient of their input too.")
    private boolean inputGradients;

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
        Map<Path, String> sources = new LinkedHashMap<>();
        boolean failed = false;
        for (String file : files) {
            Optional<List<CompiledModel>> compiled = models.compile(file, options());
            failed |= compiled.isEmpty();
            for (CompiledModel each : compiled.orElse(List.of())) {
                dumps.problem(each).ifPresent(problem -> {
                    throw usage(problem);
                });
                dumps.print(each, console.out());
                folder.ifPresent(root -> add(sources, JavaFile.of(root, each), each));
            }
        }
        // All or nothing: no file is touched before every model is known to be right.
        if (failed) {
            return ExitCode.INPUT;
        }
        for (Map.Entry<Path, String> source : sources.entrySet()) {
            OutputFile.write(source.getKey(), source.getValue());
            console.out().println("wrote " + source.getKey());
        }
        return ExitCode.FINE;
    }

    private void requireUsage() {
        if (folder.isEmpty() && !dumps.wanted()) {
            throw usage("Missing required option: --output=DIR (or --explain or --dump, to print only)");
        }
        if (packageName.isPresent() && !SourceVersion.isName(packageName.get(), SourceVersion.RELEASE_17)) {
            throw usage("--package: \"" + packageName.get() + "\" cannot be the name of a Java package");
        }
    }

    private Options options() {
        return code.toWrite(model.options())
                .withPackageName(packageName.orElse(""))
                .withInputGradients(inputGradients);
    }

    private static void add(Map<Path, String> sources, Path file, CompiledModel compiled) {
        for (Path other : sources.keySet()) {
            if (other.toString().equalsIgnoreCase(file.toString())) {
                throw new Failure("two models would be written to " + file
                        + (other.equals(file) ? "" : " and " + other + ", which many systems take for one file"));
            }
        }
        sources.put(file, compiled.javaSource());
    }
}
