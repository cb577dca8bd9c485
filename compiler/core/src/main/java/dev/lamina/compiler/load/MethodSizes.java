package dev.lamina.compiler.load;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the length of each method's bytecode from a class file. */
public final class MethodSizes {
    /** The bytes of the longest method that HotSpot compiles to machine code. It interprets a longer one, some 40 times slower. */
    public static final int LIMIT = 8000;

    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;

    private final DataInputStream in;
    private String[] texts = {};
    private final Map<String, Integer> sizes = new LinkedHashMap<>();

    private MethodSizes(byte[] classFile) {
        this.in = new DataInputStream(new ByteArrayInputStream(classFile));
    }

    /** The bytes of bytecode of each method, by "name(descriptor)", in the order of the class file. */
    public static Map<String, Integer> of(byte[] classFile) {
        MethodSizes reader = new MethodSizes(classFile);
        try {
            reader.read();
        } catch (IOException e) {
            throw new UncheckedIOException("not a class file", e);
        }
        return reader.sizes;
    }

    private void read() throws IOException {
        in.skipNBytes(8); // magic number and version
        constants();
        in.skipNBytes(6); // access flags, class and superclass
        in.skipNBytes(2L * in.readUnsignedShort()); // interfaces
        members(false);
        members(true);
    }

    /** Reads the constant pool, for the names of methods and attributes. */
    private void constants() throws IOException {
        int count = in.readUnsignedShort();
        texts = new String[count];
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            if (tag == UTF8) {
                texts[i] = in.readUTF();
            } else {
                in.skipNBytes(length(tag));
            }
            if (tag == LONG || tag == DOUBLE) {
                i++; // such a constant takes two entries
            }
        }
    }

    /** How many bytes follow the tag of a constant (JVMS 4.4). */
    private static int length(int tag) {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> 2;
            case 15 -> 3;
            case LONG, DOUBLE -> 8;
            default -> 4;
        };
    }

    /** Reads the fields or the methods. */
    private void members(boolean methods) throws IOException {
        int count = in.readUnsignedShort();
        for (int i = 0; i < count; i++) {
            in.skipNBytes(2);
            String name = texts[in.readUnsignedShort()] + texts[in.readUnsignedShort()];
            int attributes = in.readUnsignedShort();
            for (int j = 0; j < attributes; j++) {
                String attribute = texts[in.readUnsignedShort()];
                int length = in.readInt();
                if (methods && attribute.equals("Code")) {
                    in.skipNBytes(4);
                    int size = in.readInt();
                    sizes.put(name, size);
                    in.skipNBytes(length - 8L);
                } else {
                    in.skipNBytes(length);
                }
            }
        }
    }
}
