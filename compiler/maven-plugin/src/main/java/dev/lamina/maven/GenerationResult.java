package dev.lamina.maven;

import dev.lamina.compiler.source.Severity;
import java.nio.file.Path;
import java.util.List;

/**
 * The result of a run.
 *
 * @param upToDate whether inputs and outputs are those of the last run, so that nothing was done
 * @param files the model files of the project
 * @param classes the classes generated, by full name
 * @param written the number of files that changed
 * @param removed the number of deleted files, whose model does not exist any more
 */
record GenerationResult(
        boolean upToDate,
        List<Path> files,
        List<String> classes,
        int written,
        int removed,
        List<FileMessage> findings) {
    GenerationResult {
        files = List.copyOf(files);
        classes = List.copyOf(classes);
        findings = List.copyOf(findings);
    }

    int count(Severity severity) {
        return (int)
                findings.stream().filter(each -> each.severity() == severity).count();
    }

    boolean fails(boolean warningsAsErrors) {
        return count(Severity.ERROR) > 0 || warningsAsErrors && count(Severity.WARNING) > 0;
    }
}
