package dev.lamina.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files in other formats that are given for weights: each is told what it is, and what to do. */
class FileKindTest {
    @TempDir
    private Path folder;

    private String refusal(String name, byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve(name), bytes);
        Parameters parameters = ParametersTest.mlp();
        WeightsException e = assertThrows(WeightsException.class, () -> parameters.read(file));
        WeightsException ofStream = assertThrows(
                WeightsException.class,
                () -> parameters.read(WeightsSource.of(new ByteArrayInputStream(bytes), file.toString())));
        assertEquals(e.getMessage(), ofStream.getMessage());
        assertFalse(e.getMessage().contains("\n"), e::getMessage);
        String start = file + ": not a safetensors file but ";
        assertTrue(e.getMessage().startsWith(start), e::getMessage);
        return e.getMessage().substring(start.length());
    }

    private static byte[] zip(String entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(new byte[100]);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "w.pt | archive/data.pkl | a file of PyTorch (a zip with a pickle); this writes one from a state_dict: python",
                "pytorch_model.bin | pytorch_model/data.pkl | a file of PyTorch",
                "w.pth | w/byteorder | a file of PyTorch",
                "w | w/data.pkl | a file of PyTorch",
                "w.npz | fc1.weight.npy | an archive of NumPy (.npz); this writes one: python",
                "w | a.npy | an archive of NumPy (.npz)",
                "w.keras | model.weights.h5 | a model of Keras; this writes one: python",
                "w.zip | w.safetensors | a zip archive; extract the weights from it first"
            })
    void archivesAreTold(String name, String entry, String told) throws IOException {
        String refusal = refusal(name, zip(entry));
        assertTrue(refusal.startsWith(told), refusal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "old.pt | 80028a0a6cfc9c46f9206aa850192e | a pickle of Python, as older PyTorch saves; this writes one",
                "w.pkl | 80049595000000000000007d94 | a pickle of Python",
                "w.npy | 934e554d5059010076007b276465736372273a | an array of NumPy (.npy); this writes one",
                "w.h5 | 894844460d0a1a0a00000000 | an HDF5 file, as Keras saves; this writes one",
                "w.gguf | 474755460300000000000000 | a GGUF file of llama.cpp; the weights it was made from are needed",
                "w.onnx | 0808120770 | an ONNX model; this writes one",
                "w | 080a3a80010a | an ONNX model",
                "odd.onnx | 3a80010a0000 | an ONNX model",
                "w.tflite | 1c00000054464c3314002000 | a model of TensorFlow Lite",
                "w.ser | aced00057372 | a serialized Java object; Parameters.write writes one",
                "w.zst | 28b52ffd0000 | compressed with Zstandard; decompress it first: unzstd",
                "w.xz | fd377a585a0000 | compressed with bzip2 or xz; decompress it first"
            })
    void binaryFormatsAreTold(String name, String hex, String told) throws IOException {
        String refusal = refusal(name, HexFormat.of().parseHex(hex));
        assertTrue(refusal.startsWith(told), refusal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "version https://git-lfs.github.com/spec/v1 oid sha256:4d7a | a pointer of Git LFS to the file; fetch it first: git lfs pull",
                "~  <!DOCTYPE html><html>~ | a page of HTML, perhaps one that links to the file, or says why it is not there",
                "<HTML> | a page of HTML, perhaps one that links to the file, or says why it is not there",
                "~<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>~ | a text of XML, perhaps one that says why the file is not there",
                "{\"message\": \"Not Found\"} | a text of JSON",
                "[] | a text of JSON",
                "{\"metadata\": {}, \"weight_map\": {}} | the index of a model in several safetensors files; give one file that has all tensors",
                "model Größe { | a text",
                "~~ | an empty one"
            })
    void textsAreTold(String text, String told) throws IOException {
        assertEquals(told, refusal("w.safetensors", text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void compressedWeightsAreTold() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            ParametersTest.mlp().write(zip);
        }
        assertEquals(
                "compressed with gzip; decompress it first: gunzip", refusal("w.safetensors.gz", bytes.toByteArray()));
    }

    @Test
    void aHeaderWhoseLengthLooksLikeAnotherFormatIsRead() {
        // 640 bytes of header begin as a pickle of protocol 2 does.
        String header = "{\"__metadata__\":{\"note\":\"" + "x".repeat(640 - 28) + "\"}}";
        byte[] bytes = HostileSafetensorsTest.bytes(header, new byte[0]);
        assertEquals((byte) 0x80, bytes[0]);
        assertEquals(2, bytes[1]);
        assertTrue(Safetensors.read(WeightsSource.of(bytes)).isEmpty());
    }
}
