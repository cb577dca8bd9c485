package dev.lamina.maven;

import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.lang.model.SourceVersion;

/** One model file of a project, read. */
final class ModelFile {
    private static final String EXTENSION = ".lamina";

    private final Path path;
    private final String name;
    private final String packageName;
    private final byte[] bytes;

    private ModelFile(Path path, Request request) throws IOException {
        this.path = path;
        this.name = request.told(path);
        this.packageName = packageOf(path, request);
        this.bytes = Files.readAllBytes(path);
    }

    /** All there are, in an order that is the same everywhere. */
    static List<ModelFile> in(Request request) throws IOException {
        List<Path> paths = new ArrayList<>();
        if (Files.isDirectory(request.models())) {
            Files.walkFileTree(request.models(), new Finder(request.build(), paths));
        }
        List<ModelFile> files = new ArrayList<>();
        for (Path path : paths) {
            files.add(new ModelFile(path, request));
        }
        files.sort(Comparator.comparing(ModelFile::name));
        return files;
    }

    private static String packageOf(Path path, Request request) {
        Path folder = request.models().relativize(path).getParent();
        String below = folder == null
                ? ""
                : StreamSupport.stream(folder.spliterator(), false)
                        .map(Path::toString)
                        .collect(Collectors.joining("."));
        return request.packageName().isEmpty() || below.isEmpty()
                ? request.packageName() + below
                : request.packageName() + "." + below;
    }

    Path path() {
        return path;
    }

    /** As told to people and written into generated code. */
    String name() {
        return name;
    }

    /** The package of its classes, from the folder it is in. */
    String packageName() {
        return packageName;
    }

    void addTo(Digest digest) {
        digest.add(name).add(bytes);
    }

    boolean hasPackageName() {
        return packageName.isEmpty() || SourceVersion.isName(packageName);
    }

    /** Its text; empty after reporting why it has none. */
    Optional<SourceFile> source(Diagnostics log) {
        return SourceFile.read(name, new ByteArrayInputStream(bytes), log);
    }

    /** Looks everywhere but in the folder of what is built and in folders that are hidden. */
    private static final class Finder extends SimpleFileVisitor<Path> {
        private final Path build;
        private final List<Path> found;

        Finder(Path build, List<Path> found) {
            this.build = build;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean hidden = folder.getFileName() != null
                    && folder.getFileName().toString().startsWith(".");
            return hidden || folder.equals(build) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.getFileName().toString().endsWith(EXTENSION)) {
                found.add(file);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
