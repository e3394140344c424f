namespace RefundDesk;

/// <summary>What the command line asks for.</summary>
internal sealed record CommandLine
{
    private const string Usage = """
        usage: dotnet run --project samples/RefundDesk -- [options] ["request"]

          "request"     what the customer wants, for example "Refund order 1042, it arrived broken"
          --plain       ask for whole answers instead of streaming them
          --read-only   act for a caller who may look but not pay (without the scope refunds:write)
          --help        this text

        Without a request: a conversation on a terminal, otherwise a short demonstration.
        """;

    public string? Request { get; private init; }

    public bool Plain { get; private init; }

    public bool ReadOnly { get; private init; }

    public bool Help { get; private init; }

    public string? Error { get; private init; }

    public static CommandLine Parse(IEnumerable<string> args)
    {
        var result = new CommandLine();
        foreach (string arg in args)
        {
            result = arg switch
            {
                "--plain" => result with { Plain = true },
                "--read-only" => result with { ReadOnly = true },
                "--help" or "-h" => result with { Help = true },
                ['-', ..] => result with { Error = $"There is no option {arg}." },
                _ when string.IsNullOrWhiteSpace(arg) => result with { Error = "The request is empty." },
                _ when result.Request is not null => result with { Error = "Give one request, in quotes." },
                _ => result with { Request = arg },
            };
        }

        return result;
    }

    public static int Refuse(string error)
    {
        Console.Error.WriteLine(error);
        Console.Error.WriteLine(Usage);
        return 2;
    }

    public static int Explain()
    {
        Console.WriteLine(Usage);
        return 0;
    }
}
