import type { Campaign } from "./sample-agents.ts";

/** What is said at each mark; the better the mark, the more the agent does. */
export type LinesByMark = Record<1 | 2 | 3 | 4 | 5, readonly string[]>;

/** One kind of call. `{ref}`, `{day}`, `{amount}` and `{time}` are filled in per call. */
export type Scenario = {
  campaign: Campaign;
  /** Completes "The customer called because …". */
  reason: string;
  opening: readonly [string, ...string[]];
  /** The agent's questions about the matter, each with the customer's answer. */
  questions: readonly [readonly [string, string], readonly [string, string]];
  restatement: string;
  product: LinesByMark;
  resolution: LinesByMark;
  status: { resolved: string; open: string };
};

const support: readonly Scenario[] = [
  {
    campaign: "SUPPORT_IN",
    reason: "the broadband had been down since the morning",
    opening: [
      "Hi, my broadband has been down since this morning.",
      "Hello, I have had no internet at all since about {time}.",
    ],
    questions: [
      ["Is it affecting all of your devices or just one?", "All of them, nothing is working."],
      ["What colour is the light on the router?", "It is flashing orange."],
    ],
    restatement:
      "So every device is offline and the router has lost the line, have I got that right?",
    product: {
      5: [
        "A flashing orange light means the router cannot reach the exchange.",
        "That is a fault on our side, so nothing in your house needs changing.",
      ],
      4: ["There is a fault on the line in your area, and engineers have been there since {time}."],
      3: ["It is probably the line, or it might be the router, I am not completely sure."],
      2: ["I do not know what that light means."],
      1: ["The weather switches the fibre off, it always does that."],
    },
    resolution: {
      5: [
        "I have reset the line from here and can see your router is back online.",
        "Could you check that a page loads for you? I have also booked an engineer for {day} in case it drops again.",
      ],
      4: ["I have booked an engineer for {day} between nine and twelve."],
      3: ["Someone will take a look at the line."],
      2: ["You could try ringing again later if it is still down."],
      1: ["There is nothing I can do about that."],
    },
    status: { resolved: "RESOLV", open: "NORES" },
  },
  {
    campaign: "SUPPORT_IN",
    reason: "the connection was slow in the evenings",
    opening: [
      "My internet has been very slow every evening this week.",
      "The connection keeps freezing when we watch anything in the evening.",
    ],
    questions: [
      ["At what time of day does it slow down?", "From about seven until we go to bed."],
      ["Are you on wireless or plugged into the router?", "Wireless, everything is on wireless."],
    ],
    restatement: "So it is fine during the day and slows down on wireless in the evening.",
    product: {
      5: [
        "Your line is carrying two hundred megabits, so the slow part is the wireless.",
        "In the evening your neighbours use the same channel, which is why it is fine during the day.",
      ],
      4: ["The line itself tests at two hundred megabits, which is what your package includes."],
      3: ["It might be busy in the evenings, I think that happens to a lot of people."],
      2: ["I could not tell you why that is."],
      1: ["Wireless has nothing to do with the speed, it is your laptop."],
    },
    resolution: {
      5: [
        "I have moved your router to a quieter channel, and it tests at full speed now.",
        "I will call you on {day} after seven to make sure it has stayed that way.",
      ],
      4: ["I have moved your router to another channel, and a technician will check it on {day}."],
      3: ["We can have somebody look at the channel settings."],
      2: ["You can find the settings on our website."],
      1: ["You will have to live with that, I am afraid."],
    },
    status: { resolved: "RESOLV", open: "NORES" },
  },
  {
    campaign: "SUPPORT_IN",
    reason: "an engineer had not turned up",
    opening: [
      "The engineer did not turn up yesterday and nobody told me.",
      "I took a day off for an engineer visit and nobody came.",
    ],
    questions: [
      ["Which time slot were you given?", "Between nine and twelve."],
      ["Did you get a text message or a call from the engineer?", "No, nothing at all."],
    ],
    restatement: "So you waited in from nine and nobody came or called, I see.",
    product: {
      5: [
        "The visit was moved to another depot and the new slot was never confirmed to you.",
        "Missed visits earn a credit of twenty-five pounds, and it comes off your next bill by itself.",
      ],
      4: ["I can see the visit was cancelled at the depot at {time}."],
      3: ["It looks as if something went wrong with the booking."],
      2: ["It does not say here why they did not come."],
      1: ["Our engineers never miss a visit, you must have been out."],
    },
    resolution: {
      5: [
        "I have booked you the first slot on {day}, and I will ring you myself that morning.",
        "Your reference is {ref}. Does that work for you?",
      ],
      4: ["I have booked a new visit for {day} between nine and twelve."],
      3: ["I will ask the depot to get in touch with you."],
      2: ["You can book another visit on the website."],
      1: ["You will have to call back tomorrow."],
    },
    status: { resolved: "RESOLV", open: "CALLBK" },
  },
];

const billing: readonly Scenario[] = [
  {
    campaign: "BILLING_IN",
    reason: "the last bill had been charged twice",
    opening: [
      "I was charged twice on my last bill.",
      "My bank says you took {amount} pounds two times this month.",
    ],
    questions: [
      ["On which dates did the two payments leave your account?", "On the first and on the third."],
      ["Did you change your bank details recently?", "Yes, I switched banks last month."],
    ],
    restatement: "So the old and the new direct debit both ran this month.",
    product: {
      5: [
        "When a direct debit moves to a new bank, both can run once in the month of the change.",
        "The second payment is a plain duplicate, so you do not owe anything on it.",
      ],
      4: ["I can see both payments of {amount} pounds, and the second one is a duplicate."],
      3: ["There seem to be two payments, I would guess one is a mistake."],
      2: ["I cannot see why it was taken twice."],
      1: ["Everybody is charged twice in the first month."],
    },
    resolution: {
      5: [
        "I have refunded {amount} pounds, and it will reach your bank within five working days.",
        "I will check on {day} that it has left us and send you a text message. Is that all right?",
      ],
      4: ["I have refunded {amount} pounds to your account."],
      3: ["The accounts team will look at the refund."],
      2: ["You would have to ask your bank to claim it back."],
      1: ["I cannot refund that."],
    },
    status: { resolved: "RESOLV", open: "CALLBK" },
  },
  {
    campaign: "BILLING_IN",
    reason: "the bill had gone up without explanation",
    opening: [
      "My bill went up by {amount} pounds and nobody told me why.",
      "I am calling because my bill is higher than last month.",
    ],
    questions: [
      ["Have you added anything to your package?", "No, nothing has changed."],
      ["Do you remember when your contract started?", "About a year and a half ago."],
    ],
    restatement: "So nothing changed on your side and the price went up all the same.",
    product: {
      5: [
        "Your eighteen month discount ended on the first, so the price went back to the list price.",
        "You are out of contract now, which means you can move to a cheaper package at once.",
      ],
      4: ["The discount of {amount} pounds ended with your contract term."],
      3: ["Prices go up from time to time, it may be that."],
      2: ["It does not tell me what that charge is for."],
      1: ["It is the government tax, we have no say in it."],
    },
    resolution: {
      5: [
        "I have put you on the current offer, so you are back to the old price from the next bill.",
        "The confirmation is on its way by email with reference {ref}. Can you see it?",
      ],
      4: ["I have moved you to the current offer from your next bill."],
      3: ["There are offers that could bring it down again."],
      2: ["You can compare the packages on our website."],
      1: ["That is the price, take it or leave it."],
    },
    status: { resolved: "RESOLV", open: "NORES" },
  },
  {
    campaign: "BILLING_IN",
    reason: "they needed more time to pay",
    opening: [
      "I cannot pay the whole bill this month and would like to spread it.",
      "I have missed a payment and want to sort it out.",
    ],
    questions: [
      ["How much could you manage this month?", "About half of it."],
      ["When is your next pay day?", "On the twenty-eighth."],
    ],
    restatement: "So half now and the rest after the twenty-eighth would suit you.",
    product: {
      5: [
        "We can split one bill over up to three months, and there is no charge for that.",
        "Your service stays on as long as the instalments are paid.",
      ],
      4: ["We can split the bill of {amount} pounds over three months."],
      3: ["There is some kind of instalment plan, I believe."],
      2: ["I am not sure what is possible there."],
      1: ["If you miss one day you are cut off for good."],
    },
    resolution: {
      5: [
        "I have set up two instalments, the first today and the second on the twenty-ninth.",
        "You will have it in writing by {day} under reference {ref}. Are you happy with that?",
      ],
      4: ["I have set up two instalments for you."],
      3: ["Somebody from collections should be in touch."],
      2: ["You had better write to us about that."],
      1: ["You have to pay it all, that is it."],
    },
    status: { resolved: "PAID", open: "CALLBK" },
  },
];

const sales: readonly Scenario[] = [
  {
    campaign: "SALES_IN",
    reason: "they wanted to know what fibre costs",
    opening: [
      "I want to know how much the fibre package costs.",
      "I saw your advert for fibre and wanted to ask about it.",
    ],
    questions: [
      ["How many people use the connection at home?", "There are four of us."],
      ["What do you mostly use it for?", "Working from home, and films in the evening."],
    ],
    restatement: "So four people, video calls by day and films at night.",
    product: {
      5: [
        "Our fibre package gives you two hundred megabits for thirty-five pounds a month.",
        "That carries four video calls at once, and you can cancel within fourteen days.",
      ],
      4: ["Fibre is two hundred megabits for thirty-five pounds a month over eighteen months."],
      3: ["It is around thirty pounds, or perhaps a little more."],
      2: ["I do not have the prices in front of me."],
      1: ["It is free for ever once it is installed."],
    },
    resolution: {
      5: [
        "I have ordered it for you, and the engineer comes on {day} between nine and twelve.",
        "Your order number is {ref}, and I will call you that evening. Shall we leave it at that?",
      ],
      4: ["I have placed the order, and it starts on {day}."],
      3: ["I can send you something about it."],
      2: ["You can order it on the website."],
      1: ["Call back when you have made up your mind."],
    },
    status: { resolved: "SALE", open: "CALLBK" },
  },
  {
    campaign: "SALES_IN",
    reason: "they wanted to cancel the television package",
    opening: [
      "I would like to cancel my television package.",
      "We never watch the television package, can you take it off?",
    ],
    questions: [
      ["May I ask what made you decide to cancel?", "We only watch streaming now."],
      ["Is the set top box still plugged in?", "No, it is in a cupboard."],
    ],
    restatement: "So you want to keep the broadband and drop the television part.",
    product: {
      5: [
        "Television is out of its minimum term, so it can end with thirty days' notice.",
        "Your bill goes down by {amount} pounds, and the broadband is not affected.",
      ],
      4: ["You can end television with thirty days' notice."],
      3: ["I think there is a notice period of some weeks."],
      2: ["I would not know what happens to the box."],
      1: ["You lose your phone number if you cancel television."],
    },
    resolution: {
      5: [
        "I have ended it for you, and the last day is the thirtieth.",
        "A prepaid bag for the box arrives by {day}, reference {ref}. Is that all clear?",
      ],
      4: ["I have ended the television package from the thirtieth."],
      3: ["I will pass the cancellation on."],
      2: ["You need to cancel that in writing."],
      1: ["I am not going to cancel that for you."],
    },
    status: { resolved: "CANCEL", open: "NORES" },
  },
  {
    campaign: "SALES_IN",
    reason: "they were moving house",
    opening: [
      "We are moving house next month and want to take the broadband with us.",
      "I am moving and would like to know what happens to my contract.",
    ],
    questions: [
      ["What is the postcode of the new place?", "It is N R four, seven T W."],
      ["On which day do you get the keys?", "On the Friday."],
    ],
    restatement: "So you need the new line live by the Friday you get the keys.",
    product: {
      5: [
        "The new address has full fibre, so you can move at the same price.",
        "Your contract simply carries on, and a move inside our area costs nothing.",
      ],
      4: ["There is full fibre at that address, and moving is free."],
      3: ["You may have to start a new contract, it depends."],
      2: ["I cannot tell whether we cover that street."],
      1: ["You have to pay the old contract to the end and buy a new one."],
    },
    resolution: {
      5: [
        "I have booked the move, and the engineer will be there on {day} at nine.",
        "Your reference is {ref}, and I will ring you the day before. Does that suit you?",
      ],
      4: ["I have booked the move for {day}."],
      3: ["Our moving team should be able to arrange that."],
      2: ["There is a form for that somewhere on the site."],
      1: ["That is nothing to do with sales."],
    },
    status: { resolved: "SALE", open: "CALLBK" },
  },
];

/** Nine kinds of call, three for each campaign, at an invented provider called Northgate Broadband. */
export const SCENARIOS: readonly Scenario[] = [...support, ...billing, ...sales];
