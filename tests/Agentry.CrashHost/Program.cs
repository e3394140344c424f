using Agentry.Tests;

// A process that tests start in order to kill it. Each command says on standard output how far it came, one line a step.
switch (args)
{
    case ["sqlite-append", var file, .. var rest]:
        await SqliteAppend.RunAsync(file, rest);
        return 0;
    case ["payments", .. var delays]:
        await PaymentServer.ServeAsync(delays);
        return 0;
    case ["run-desk", var file, var port, var ticket, .. var kill]:
        await DeskCommands.RunAsync(DeskHost.Agent, file, port, ticket, kill);
        return 0;
    case ["run-front", var file, var port, var ticket, .. var kill]:
        await DeskCommands.RunAsync(DeskHost.Front, file, port, ticket, kill);
        return 0;
    case ["fight", var file, var port, var name, var runs]:
        await DeskCommands.FightAsync(file, port, name, runs);
        return 0;
    case ["approve-desk", var file, var port, var ticket, .. var kill]:
        await ApprovalCommands.RunAsync(file, port, ticket, kill);
        return 0;
    case ["spend", var file, var name, var runs, .. var how]:
        await SpendCommands.RunAsync(file, name, runs, hangs: how is ["hang"]);
        return 0;
    case ["stream", var file, var port, var ticket, .. var run]:
        await DeskCommands.StreamAsync(file, port, ticket, run);
        return 0;
    default:
        await Console.Error.WriteLineAsync("""
            crashhost sqlite-append FILE RUN [HANG]
                appends commits to a run, for ever; prints "committed SEQUENCE" after each.
                HANG: in the commit of that number (from 1), prints "hanging" when all is written and nothing committed, and waits for its end.
            crashhost payments [BEFORE AFTER]
                a payment service that survives the others; prints "port NUMBER". BEFORE and AFTER: milliseconds around an effect.
            crashhost run-desk FILE PORT TICKET [KILL]
                starts the run of a ticket, or goes on with it, until it is over; asks the service for what is unknown; prints "done JSON".
            crashhost run-front FILE PORT TICKET [KILL]
                the same, by an agent that hands the ticket to the desk: a run with a child.
                KILL: where it kills itself, such as before-write:3, in-write:3, after-write:2, before-effect:STEP, after-effect:STEP, at:MICROSECONDS.
            crashhost fight FILE PORT NAME RUNS
                starts so many runs at once and recovers whatever needs a worker, until its standard input ends; prints each commit.
            crashhost approve-desk FILE PORT TICKET [KILL]
                starts the run of a ticket whose parcel waits for a person, or goes on with it; decides what waits; prints "done JSON".
            crashhost spend FILE NAME RUNS [hang]
                waits for a line, then starts so many runs at once on a budget of one dollar a day, 0.30 a call; prints "asked" for each call that passes.
            crashhost stream FILE PORT TICKET [RUN]
                starts a run whose model hangs in the middle of its reply, or resumes RUN, and prints its updates as they come.
            """);
        return 2;
}
