using System.Globalization;

namespace RefundDesk;

/// <summary>What the command line asks for.</summary>
internal sealed record CommandLine
{
    private const string Usage = """
        usage: dotnet run --project samples/RefundDesk -- [options] ["request"]

          approvals       what waits for a person; then, from any terminal:
          approve ID      let it run; the beginning of an id is enough
          reject ID       do not let it run
          edit ID EUR     let it run with another amount
          "request"       what the customer wants, for example "Refund order 1042, it arrived broken"
          --plain         ask for whole answers instead of streaming them
          --read-only     act for a caller who may look but not pay (without the scope refunds:write)
          --private       let the model see tokens instead of mail addresses; the tools still get the addresses
          --outage        the first model is down (HTTP 503, streams that break off): retries, then the model that stands by
          --outage=total  every model is down: the run ends and says why
          --trace         print the spans of each run as a tree, and its tokens
          --log           print the run log of each run (a single request always prints it)
          --data=DIR      where runs (SQLite) and effects are kept; by default beside the program, for the demonstration a new folder
          --offline       take the offline planner even if a key is set
          --model=NAME    the model to ask of the vendor whose key is set; by default AGENTRY_MODEL, or the vendor's default
          --help          this text

        Without a request: a conversation on a terminal, otherwise a demonstration of what is guarded.
        Without a key the model is an offline planner. ANTHROPIC_API_KEY or OPENAI_API_KEY set: that vendor's model; both: Anthropic's first,
        OpenAI's stands by. ANTHROPIC_BASE_URL and OPENAI_BASE_URL lead elsewhere.
        """;

    public string? Request { get; private init; }

    /// <summary>The first word, when it is one of a person who decides.</summary>
    public string? Command { get; private init; }

    /// <summary>The beginning of the id that is decided about.</summary>
    public string? Id { get; private init; }

    /// <summary>The other amount, for an edit.</summary>
    public decimal? Amount { get; private init; }

    public bool Plain { get; private init; }

    public bool ReadOnly { get; private init; }

    public bool Private { get; private init; }

    public Outage Outage { get; private init; }

    public bool Trace { get; private init; }

    public bool Log { get; private init; }

    public string? Data { get; private init; }

    public bool Offline { get; private init; }

    public string? Model { get; private init; }

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
                "--private" => result with { Private = true },
                "--outage" => result with { Outage = Outage.First },
                "--outage=total" => result with { Outage = Outage.Total },
                "--trace" => result with { Trace = true },
                "--log" => result with { Log = true },
                "--offline" => result with { Offline = true },
                _ when arg.StartsWith("--model=", StringComparison.Ordinal) && arg.Length > "--model=".Length => result with { Model = arg["--model=".Length..] },
                _ when arg.StartsWith("--data=", StringComparison.Ordinal) && arg.Length > "--data=".Length => result with { Data = arg["--data=".Length..] },
                "--help" or "-h" => result with { Help = true },
                ['-', ..] => result with { Error = $"There is no option {arg}." },
                _ when string.IsNullOrWhiteSpace(arg) => result with { Error = "The request is empty." },
                "approvals" or "approve" or "reject" or "edit" when result is { Command: null, Request: null } => result with { Command = arg },
                _ when result is { Command: "approve" or "reject" or "edit", Id: null } => result with { Id = arg },
                _ when result is { Command: "edit", Amount: null } && decimal.TryParse(arg, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal amount) =>
                    result with { Amount = amount },
                _ when result.Command is not null => result with { Error = $"'{arg}' is not understood after {result.Command}." },
                _ when result.Request is not null => result with { Error = "Give one request, in quotes." },
                _ => result with { Request = arg },
            };
        }

        return result switch
        {
            { Error: not null } => result,
            { Command: "approve" or "reject" or "edit", Id: null } => result with { Error = $"{result.Command} needs the id that approvals lists." },
            { Command: "edit", Amount: null } => result with { Error = "edit needs the amount in EUR after the id." },
            _ => result,
        };
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
