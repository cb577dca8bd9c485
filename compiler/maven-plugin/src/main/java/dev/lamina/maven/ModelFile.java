package dev.lamina.maven;

import dev.lamina.compiler.source.Diagnostics;
import dev.lamina.compiler.source.SourceFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
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
    private final boolean readable;

    private ModelFile(Path path, GenerationRequest request) {
        this.path = path;
        this.name = request.told(path);
        this.packageName = packageOf(path, request);
        Optional<byte[]> read = read(path);
        this.bytes = read.orElse(new byte[0]);
        this.readable = read.isPresent();
    }

    /** The bytes of a file, at most one more than allowed; empty if it cannot be read. */
    private static Optional<byte[]> read(Path path) {
        try (InputStream stream = Files.newInputStream(path)) {
            return Optional.of(stream.readNBytes(SourceFile.MAX_BYTES + 1));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** The model files of a project, in an order that does not depend on the system. */
    static List<ModelFile> in(GenerationRequest request) throws IOException {
        List<Path> paths = new ArrayList<>();
        if (Files.isDirectory(request.models())) {
            Files.walkFileTree(
                    request.models(),
                    EnumSet.of(FileVisitOption.FOLLOW_LINKS),
                    Integer.MAX_VALUE,
                    new Finder(request.build(), paths));
        }
        List<ModelFile> files = new ArrayList<>();
        for (Path path : paths) {
            files.add(new ModelFile(path, request));
        }
        files.sort(Comparator.comparing(ModelFile::name));
        return files;
    }

    private static String packageOf(Path path, GenerationRequest request) {
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

    /** Its name in messages and in generated code. */
    String name() {
        return name;
    }

    /** The package of its classes, from the folder it is in. */
    String packageName() {
        return packageName;
    }

    void addTo(Digest digest) {
        digest.add(name).add(String.valueOf(readable)).add(bytes);
    }

    boolean hasPackageName() {
        return packageName.isEmpty() || SourceVersion.isName(packageName);
    }

    /** Its text; empty, with a diagnostic, if it has none. */
    Optional<SourceFile> source(Diagnostics log) {
        return readable
                ? SourceFile.read(name, new ByteArrayInputStream(bytes), log)
                : SourceFile.read(path, log); // which knows all the reasons there are
    }

    /** Looks in all folders but hidden ones and the build folder. */
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
            return visitFile(file);
        }

        private FileVisitResult visitFile(Path file) {
            if (file.getFileName().toString().endsWith(EXTENSION)) {
                found.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        /** A broken link is a file that cannot be read; a link to a folder above it is skipped. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
            if (why instanceof FileSystemLoopException) {
                return FileVisitResult.CONTINUE;
            }
            if (Files.isDirectory(file)) {
                throw why;
            }
            return visitFile(file);
        }
    }
}
