using RefundDesk;

return CommandLine.Parse(args) switch
{
    { Error: { } error } => CommandLine.Refuse(error),
    { Help: true } => CommandLine.Explain(),
    var options => await new DeskSession(options).RunAsync(),
};
