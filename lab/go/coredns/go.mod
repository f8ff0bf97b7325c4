module country-stack/lab/coredns

go 1.25.0
