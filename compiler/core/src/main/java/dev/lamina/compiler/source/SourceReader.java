package dev.lamina.compiler.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the text of a file, up to the limit. */
final class SourceReader {
    private SourceReader() {}

    static Optional<SourceFile> read(Path path, Diagnostics log) {
        String name = path.toString();
        if (Files.isDirectory(path)) {
            return refuse(Code.E0120, name, "`" + name + "` is a directory, not a model file", log);
        }
        try (InputStream stream = Files.newInputStream(path)) {
            return read(name, stream, log);
        } catch (NoSuchFileException missing) {
            return refuse(Code.E0120, name, "there is no file `" + name + "`", log);
        } catch (AccessDeniedException denied) {
            return refuse(Code.E0120, name, "no permission to read `" + name + "`", log);
        } catch (IOException broken) {
            return refuse(Code.E0120, name, "cannot read `" + name + "`: " + broken.getMessage(), log);
        }
    }

    static Optional<SourceFile> read(String name, InputStream stream, Diagnostics log) {
        try {
            byte[] bytes = stream.readNBytes(SourceFile.MAX_BYTES + 1);
            return bytes.length > SourceFile.MAX_BYTES ? tooLarge(name, log) : decode(name, bytes, log);
        } catch (IOException broken) {
            return refuse(Code.E0120, name, "cannot read `" + name + "`: " + broken.getMessage(), log);
        }
    }

    static Optional<SourceFile> readResource(Class<?> near, String name, Diagnostics log) {
        try (InputStream stream = near.getResourceAsStream(name)) {
            if (stream == null) {
                String from = name.startsWith("/") ? "at the root of the class path" : "beside " + near.getName();
                return refuse(Code.E0120, name, "there is no resource `" + name + "` " + from, log);
            }
            return read(name, stream, log);
        } catch (IOException broken) {
            return refuse(Code.E0120, name, "cannot read `" + name + "`: " + broken.getMessage(), log);
        }
    }

    private static Optional<SourceFile> tooLarge(String name, Diagnostics log) {
        String message = "`" + name + "` is larger than a model file may be: " + SourceFile.MAX_BYTES + " bytes";
        return refuse(Code.E0122, name, message, log);
    }

    private static Optional<SourceFile> decode(String name, byte[] bytes, Diagnostics log) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(rest).toString();
            // Some editors on Windows write a byte order mark, which has no meaning in UTF-8.
            return Optional.of(new SourceFile(name, text.startsWith("\uFEFF") ? text.substring(1) : text));
        } catch (CharacterCodingException notText) {
            String message = "`" + name + "` is not UTF-8 text: byte " + rest.position() + " does not belong there";
            return refuse(Code.E0121, name, message, log);
        }
    }

    private static Optional<SourceFile> refuse(Code code, String name, String message, Diagnostics log) {
        log.add(Diagnostic.of(code, new SourceFile(name, "").span(0, 0), message));
        return Optional.empty();
    }
}
