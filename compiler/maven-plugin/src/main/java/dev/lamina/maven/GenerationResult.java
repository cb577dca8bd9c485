package dev.lamina.maven;

import dev.lamina.compiler.source.Severity;
import java.nio.file.Path;
import java.util.List;

/**
 * What a run did and found.
 *
 * @param upToDate whether nothing had to be done
 * @param files the model files there are
 * @param classes the classes generated, by full name
 * @param written files that changed
 * @param removed files that were ours and whose model is gone
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
