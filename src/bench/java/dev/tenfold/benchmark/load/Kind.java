package dev.tenfold.benchmark.load;

/** What a request asks for. */
enum Kind {
    HOT_READ,
    READ,
    LIST,
    ORDER
}
