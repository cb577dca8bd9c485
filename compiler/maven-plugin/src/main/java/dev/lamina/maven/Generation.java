package dev.lamina.maven;

import dev.lamina.compiler.BuildModel;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Result;
import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A run of a goal, without Maven: generates Java from model files, or reports their errors. */
final class Generation {
    private final GenerationRequest request;
    private final Outputs outputs;
    private final List<FileMessage> findings = new ArrayList<>();
    private final List<String> generated = new ArrayList<>();
    private final ClassOwners classes = new ClassOwners();
    private final Set<String> unused;
    private final Map<Path, Path> held;

    private Generation(GenerationRequest request, Map<Path, Path> held) {
        this.request = request;
        this.held = held;
        this.outputs = new Outputs(request.base());
        this.unused = new TreeSet<>(request.parameters().keySet());
    }

    /**
     * Runs it.
     *
     * @param held the files that executions of this build have made, each with the ledger of its execution: this one does not delete them,
     *     and adds its own
     */
    static GenerationResult run(GenerationRequest request, Map<Path, Path> held) throws IOException {
        return new Generation(request, held).run();
    }

    private GenerationResult run() throws IOException {
        List<ModelFile> files = ModelFile.in(request);
        List<Path> paths = files.stream().map(ModelFile::path).toList();
        String inputs = hash(files);
        List<Path> folders = List.of(request.sources(), request.reading(), request.classes());
        Ledger earlier = Ledger.read(request.ledger(), request.base(), folders);
        if (earlier.inputs().equals(inputs) && earlier.holds(request.base())) {
            hold(earlier.files(request.base()));
            return new GenerationResult(true, paths, List.of(), 0, 0, List.of());
        }
        files.forEach(this::generate);
        if (!files.isEmpty()) {
            unused.forEach(name -> findings.add(
                    FileMessage.error(request.models(), "no model has a parameter `" + name + "` to be set")));
        }
        refuseFilesOfOtherExecutions();
        Set<Path> vanished = vanished(earlier);
        GenerationResult found = new GenerationResult(false, paths, generated, 0, 0, findings);
        if (found.fails(request.warningsAsErrors())) {
            return found;
        }
        Ledger next = Ledger.of(inputs, outputs.hashes());
        earlier.before(next).write(request.ledger());
        earlier.removeTemporaries(request.base());
        int removed = Outputs.remove(vanished, folders);
        int written = outputs.write();
        hold(outputs.files().keySet());
        next.write(request.ledger());
        return new GenerationResult(false, paths, generated, written, removed, findings);
    }

    private void hold(Collection<Path> files) {
        files.forEach(file -> held.put(file, request.ledger()));
    }

    /** The files of the last run that no model makes any more. Those that were changed since are not this plugin's to delete. */
    private Set<Path> vanished(Ledger earlier) throws IOException {
        Set<Path> vanished = outputs.vanished(earlier, held.keySet());
        Set<Path> changed = earlier.changed(request.base());
        for (Path path : vanished) {
            if (changed.contains(path)) {
                findings.add(FileMessage.warning(
                        path, "no model makes it any more, but it was changed since it was generated, so it stays"));
            }
        }
        vanished.removeAll(changed);
        return vanished;
    }

    /** One of the executions would silently take the place of the other, and every build would generate both again. */
    private void refuseFilesOfOtherExecutions() throws IOException {
        for (Map.Entry<Path, String> file : outputs.files().entrySet()) {
            Path path = file.getKey();
            Path owner = held.getOrDefault(path, request.ledger());
            if (!owner.equals(request.ledger()) && !Digest.ofFile(path).equals(Optional.of(file.getValue()))) {
                findings.add(FileMessage.error(
                        request.models(),
                        "another execution of this build, " + execution(owner) + ", has made another "
                                + request.told(path) + "; give one of them another outputDirectory or package"));
            }
        }
    }

    /** As Maven writes it, goal and id. */
    private static String execution(Path ledger) {
        return ledger.getFileName().toString().replaceAll("\\.ledger$", "");
    }

    private String hash(List<ModelFile> files) throws IOException {
        Digest digest = new Digest()
                .add(CompilerBuild.of(request.version()))
                .add(request.packageName())
                .add(request.target().word())
                .add(String.valueOf(request.predictOnly()))
                .add(String.valueOf(request.warningsAsErrors()));
        for (Map.Entry<String, String> parameter : request.parameters().entrySet()) {
            digest.add(parameter.getKey()).add(parameter.getValue());
        }
        files.forEach(file -> file.addTo(digest));
        return digest.hex();
    }

    private void generate(ModelFile file) {
        if (!file.hasPackageName()) {
            findings.add(FileMessage.error(
                    file.path(),
                    "its folder stands for the package `" + file.packageName() + "`, which is no name in Java"));
            return;
        }
        Diagnostics log = new Diagnostics();
        Optional<SourceFile> source = file.source(log);
        source.ifPresent(text -> generate(file, text, log));
        log.sorted().forEach(diagnostic -> findings.add(FileMessage.of(file.path(), diagnostic)));
    }

    private void generate(ModelFile file, SourceFile source, Diagnostics log) {
        Map<String, String> parameters = new HashMap<>(request.parameters());
        parameters.keySet().retainAll(parametersOf(source));
        unused.removeAll(parameters.keySet());
        Options options = Options.defaults()
                .withPackageName(file.packageName())
                .withParameters(parameters)
                .withPredictOnly(request.predictOnly());
        Result<BuildModel> compilation = LaminaCompiler.compileForBuild(source, options, request.target());
        log.addAll(compilation.diagnostics().sorted());
        compilation.models().forEach(model -> add(file, model));
    }

    private static Set<String> parametersOf(SourceFile source) {
        return LaminaCompiler.outline(source).models().stream()
                .flatMap(model -> model.parameters().keySet().stream())
                .collect(Collectors.toSet());
    }

    /** Adds the files of a model. The project's javac does not know the Vector API, so the class that uses it comes compiled. */
    private void add(ModelFile file, BuildModel model) {
        generated.add(model.fullName());
        classes.take(file, model.classNames()).ifPresent(taken -> findings.add(FileMessage.error(file.path(), taken)));
        model.sources().forEach((name, text) -> outputs.addSource(request.sources(), name, text));
        model.vector()
                .ifPresent(vector -> outputs.addSource(request.reading(), vector.fullName(), vector.javaSource()));
        model.classFiles().forEach((name, bytes) -> outputs.addClass(request.classes(), name, bytes));
    }
}
