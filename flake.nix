{
  description = "Marquee, a self-hosted movie recommendation service";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";

  outputs = { self, nixpkgs }:
    let
      inherit (nixpkgs) lib;
      systems = [ "x86_64-linux" "aarch64-linux" ];
      forEachSystem = f: lib.genAttrs systems (system: f nixpkgs.legacyPackages.${system});

      # As the Makefile has it.
      version = "0.1.0";

      marquee = pkgs: pkgs.stdenv.mkDerivation {
        pname = "marquee";
        inherit version;
        src = lib.cleanSource ./.;
        strictDeps = true;
        # Kore on both sides: its program says where its flags are, and its
        # headers are included.
        nativeBuildInputs = [ pkgs.pkg-config pkgs.kore ];
        buildInputs = with pkgs; [
          kore
          openssl
          curl
          libpq
          hiredis
          jansson
          utf8proc
          libstemmer
          xxHash
          isa-l
          zlib
          openblas
        ];
        nativeCheckInputs = [ pkgs.criterion ];
        enableParallelBuilding = true;
        makeFlags = [ "PREFIX=$(out)" "KORE=${pkgs.kore}/bin/kore" ];
        meta = {
          description = "Similar titles and personal recommendations from IMDb's files";
          license = lib.licenses.asl20;
          platforms = lib.platforms.linux;
          mainProgram = "marquee";
        };
      };

      # Holds no secret: DATABASE_URL and REDIS_URL come when it is started.
      image = pkgs: package: pkgs.dockerTools.buildLayeredImage {
        name = "marquee";
        tag = version;
        contents = [ package pkgs.cacert ];
        fakeRootCommands = ''
          mkdir -p var/lib/marquee tmp
          chown 10001:10001 var/lib/marquee
          chmod 1777 tmp
        '';
        config = {
          Entrypoint = [ "${package}/bin/marquee" ];
          Cmd = [ "serve" ];
          User = "10001:10001";
          WorkingDir = "/var/lib/marquee";
          Env = [ "HOST=0.0.0.0" "PORT=8000" "STATE_DIR=/var/lib/marquee" ];
          ExposedPorts."8000/tcp" = { };
          Volumes."/var/lib/marquee" = { };
          Healthcheck = {
            Test = [ "CMD" "${pkgs.curl}/bin/curl" "-fsS" "-o" "/dev/null" "http://127.0.0.1:8000/healthz" ];
            Interval = 10000000000;
            Timeout = 3000000000;
          };
        };
      };
    in
    {
      packages = forEachSystem (pkgs: {
        default = marquee pkgs;
        image = image pkgs (marquee pkgs);
      });

      # The unit tests; the others start PostgreSQL and Redis, for which
      # `make test` in the shell below is the place.
      checks = forEachSystem (pkgs: {
        default = (marquee pkgs).overrideAttrs (old: {
          doCheck = true;
          buildInputs = old.buildInputs ++ [ pkgs.criterion ];
          checkPhase = ''
            make -j$NIX_BUILD_CORES build/tests/unit_tests
            build/tests/unit_tests
          '';
        });
      });

      # `make run`, `make test` and `make lint` find everything in it.
      devShells = forEachSystem (pkgs: {
        default = pkgs.mkShell {
          inputsFrom = [ (marquee pkgs) ];
          packages = with pkgs; [
            postgresql
            redis
            criterion
            python3
            chromium
            clang-tools
            clang
            cppcheck
            shellcheck
            gdb
            jq
            wrk
          ] ++ lib.optional (pkgs ? chromedriver) pkgs.chromedriver;
        };
      });
    };
}
