package dev.lamina.runtime;

/** The types of tensor elements that can be read. Their names are those of safetensors. */
public enum ElementType {
    /** IEEE single precision. */
    F32(4),
    /** IEEE double precision. */
    F64(8),
    /** IEEE half precision. */
    F16(2),
    /** The upper half of a single. */
    BF16(2),
    /** 64-bit signed integers. */
    I64(8),
    /** 32-bit signed integers. */
    I32(4),
    /** 16-bit signed integers. */
    I16(2),
    /** 8-bit signed integers. */
    I8(1),
    /** 32-bit integers without a sign. */
    U32(4),
    /** 16-bit integers without a sign. */
    U16(2),
    /** 8-bit integers without a sign, as labels often are. */
    U8(1);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element in a file. */
    int bytes() {
        return bytes;
    }

    /** Bytes of one element in a {@link Tensor}. */
    int bytesInMemory() {
        return whole() || this == F64 ? Long.BYTES : Float.BYTES;
    }

    /** Whether elements are integers. */
    public boolean whole() {
        return compareTo(I64) >= 0;
    }
}
