package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that come from elsewhere than a file on disk, and go there. */
class WeightsSourceTest {
    @TempDir
    private Path folder;

    private final Parameters written = ParametersTest.mlp();
    private final Parameters read = ParametersTest.mlp();

    @BeforeEach
    void initialize() {
        written.initialize(7);
    }

    private byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        written.write(bytes);
        return bytes.toByteArray();
    }

    private void assertRead() {
        assertArrayEquals(written.values(), read.values());
    }

    @Test
    void aStreamGetsTheBytesOfAFile() throws IOException {
        Path file = folder.resolve("weights.safetensors");
        written.write(file, Map.of("by", "me"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        written.write(bytes, Map.of("by", "me"));
        assertArrayEquals(Files.readAllBytes(file), bytes.toByteArray());
    }

    @Test
    void anArrayIsRead() {
        read.read(bytes());
        assertRead();
    }

    @Test
    void aStreamIsReadToItsEndAndNotClosed() throws IOException {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream in = new Slow(bytes()) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        read.read(in);
        assertRead();
        assertEquals(-1, in.read());
        assertFalse(closed.get());
    }

    @Test
    void aStreamThatIsWrittenToIsNotClosed() {
        AtomicBoolean closed = new AtomicBoolean();
        written.write(new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed.set(true);
            }
        });
        assertFalse(closed.get());
    }

    @Test
    void aStreamThatFailsIsNamed() {
        WeightsException e = assertThrows(
                WeightsException.class,
                () -> read.read(new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("connection reset");
                    }

                    @Override
                    public int read(byte[] bytes, int from, int length) throws IOException {
                        return read();
                    }
                }));
        assertEquals("input stream: cannot be read: connection reset", e.getMessage());
        WeightsException out = assertThrows(
                WeightsException.class,
                () -> written.write(new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("connection reset");
                    }
                }));
        assertEquals("output stream: cannot be written: connection reset", out.getMessage());
    }

    @Test
    void aZipIsAFileSystem() throws IOException {
        URI zip = URI.create("jar:" + folder.resolve("app.jar").toUri());
        try (FileSystem jar = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Path file = jar.getPath("/iris.safetensors");
            written.write(file);
            written.write(file);
            try (var files = Files.list(jar.getPath("/"))) {
                assertEquals(List.of(file), files.toList());
            }
        }
        try (FileSystem jar = FileSystems.newFileSystem(zip, Map.of())) {
            read.read(jar.getPath("/iris.safetensors"));
            assertRead();
            Path lost = jar.getPath("/lost");
            assertEquals(
                    "/lost: cannot be read: /lost does not exist",
                    assertThrows(WeightsException.class, () -> read.read(lost)).getMessage());
        }
    }

    @Test
    void aResourceIsFoundNearAClass() throws Exception {
        Path resource = folder.resolve("dev/lamina/runtime/Beside.safetensors");
        Files.createDirectories(resource.getParent());
        written.write(resource);
        Files.copy(
                Path.of(Beside.class
                        .getResource("WeightsSourceTest$Beside.class")
                        .toURI()),
                resource.resolveSibling("WeightsSourceTest$Beside.class"));
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
            Class<?> near = loader.loadClass(Beside.class.getName());
            read.readResource(near, "Beside.safetensors");
            assertRead();
            read.readResource(near, "/dev/lamina/runtime/Beside.safetensors");
        }
    }

    @Test
    void aResourceThatIsMissingIsNamed() {
        assertEquals(
                "class path resource lost.safetensors: cannot be read: lost.safetensors beside"
                        + " dev.lamina.runtime.WeightsSourceTest does not exist",
                assertThrows(
                                WeightsException.class,
                                () -> read.readResource(WeightsSourceTest.class, "lost.safetensors"))
                        .getMessage());
        assertEquals(
                "class path resource /lost: cannot be read: /lost at the root of the class path does not exist",
                assertThrows(WeightsException.class, () -> read.readResource(WeightsSourceTest.class, "/lost"))
                        .getMessage());
    }

    @Test
    void trainingStatesAndRecurrentStatesGoThroughStreams() {
        TrainingState state = new TrainingState(7, 0.1f, 40, 0);
        state.first()[0] = 3;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        state.write(bytes, written);
        TrainingState again = new TrainingState(8, 1, 40, 0);
        again.read(new ByteArrayInputStream(bytes.toByteArray()), read);
        assertRead();
        assertArrayEquals(state.first(), again.first());

        RecurrentState carried = new RecurrentState("M", 1, new RecurrentState.Part("gru1.h", 1, 2));
        carried.rows()[1] = 5;
        ByteArrayOutputStream row = new ByteArrayOutputStream();
        carried.write(row);
        RecurrentState back = new RecurrentState("M", 1, new RecurrentState.Part("gru1.h", 1, 2));
        back.read(new ByteArrayInputStream(row.toByteArray()));
        assertArrayEquals(carried.rows(), back.rows());
    }

    @Test
    void bytesBehindTheLastTensorOfAStreamAreRefused() {
        byte[] longer = java.util.Arrays.copyOf(bytes(), bytes().length + 1);
        WeightsException e = assertThrows(WeightsException.class, () -> read.read(new ByteArrayInputStream(longer)));
        assertEquals("input stream: bytes at the end belong to no tensor", e.getMessage());
        assertArrayEquals(new float[40], read.values(), "a refused stream changes nothing");
    }

    /** A class with a resource of its own. */
    static final class Beside {}

    /** A stream that gives few bytes at a time, as a network does. */
    private static class Slow extends ByteArrayInputStream {
        Slow(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, 7));
        }
    }
}
