package dev.lamina.runtime;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads the bytes of bytecode of each method from a class file (chapter 4 of the JVM specification). */
final class MethodSizes {
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;

    private final DataInputStream in;
    private final Map<Integer, String> strings = new HashMap<>();

    private MethodSizes(DataInputStream in) {
        this.in = in;
    }

    /** The size of each method by its name and descriptor. */
    static Map<String, Integer> of(Class<?> type) throws IOException {
        String resource = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        try (DataInputStream in = new DataInputStream(type.getResourceAsStream(resource))) {
            return new MethodSizes(in).read();
        }
    }

    private Map<String, Integer> read() throws IOException {
        in.skipNBytes(8); // magic, version
        readConstants();
        in.skipNBytes(6); // access, this, super
        in.skipNBytes(2L * in.readUnsignedShort()); // interfaces
        Map<String, Integer> sizes = new HashMap<>();
        readMembers(new HashMap<>()); // fields
        readMembers(sizes);
        return sizes;
    }

    private void readConstants() throws IOException {
        int count = in.readUnsignedShort();
        for (int index = 1; index < count; index++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case UTF8 -> strings.put(index, in.readUTF());
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
                case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
                case 15 -> in.skipNBytes(3);
                case LONG, DOUBLE -> {
                    in.skipNBytes(8);
                    index++; // these take two places
                }
                default -> throw new IOException("constant of kind " + tag);
            }
        }
    }

    private void readMembers(Map<String, Integer> sizes) throws IOException {
        int members = in.readUnsignedShort();
        for (int member = 0; member < members; member++) {
            in.skipNBytes(2); // access
            String name = strings.get(in.readUnsignedShort()) + strings.get(in.readUnsignedShort());
            int attributes = in.readUnsignedShort();
            for (int attribute = 0; attribute < attributes; attribute++) {
                String kind = strings.get(in.readUnsignedShort());
                long length = in.readInt() & 0xFFFFFFFFL;
                if ("Code".equals(kind)) {
                    in.skipNBytes(4); // stack, locals
                    sizes.put(name, in.readInt());
                    length -= 8;
                }
                in.skipNBytes(length);
            }
        }
    }
}
