/** Simulation of shops with queues: a heap of events, handlers, objects and closures. */
interface Customer {
  readonly id: number;
  readonly effort: number;
  visits: number;
  arrived: number;
}

interface Shop {
  readonly id: number;
  readonly queue: Customer[];
  busy: boolean;
}

type Kind = "arrive" | "done";

interface Event {
  readonly time: number;
  readonly kind: Kind;
  readonly shop: Shop;
  readonly customer: Customer;
}

class Heap {
  readonly events: Event[] = [];

  get size(): number {
    return this.events.length;
  }

  push(event: Event): void {
    const { events } = this;
    let i = events.length;
    events.push(event);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (events[parent]!.time <= event.time) break;
      events[i] = events[parent]!;
      i = parent;
    }
    events[i] = event;
  }

  pop(): Event {
    const { events } = this;
    const top = events[0]!, last = events.pop()!;
    const n = events.length;
    if (n === 0) return top;
    let i = 0;
    while (2 * i + 1 < n) {
      let child = 2 * i + 1;
      if (child + 1 < n && events[child + 1]!.time < events[child]!.time) child++;
      if (last.time <= events[child]!.time) break;
      events[i] = events[child]!;
      i = child;
    }
    events[i] = last;
    return top;
  }
}

/** A run: its state, as what the program runs again and again begins anew each time. */
class Simulation {
  #seed = 17;
  #clock = 0;
  #waited = 0;
  #longest = 0;
  served = 0;
  readonly events = new Heap();
  readonly shops: Shop[] = [1, 2, 3, 4].map((id) => ({ id, queue: [], busy: false }));
  readonly handlers: Record<Kind, (event: Event) => void> = {
    arrive: ({ shop, customer }) => {
      customer.arrived = this.#clock;
      shop.queue.push(customer);
      if (!shop.busy) this.#serve(shop);
    },
    done: ({ shop, customer }) => {
      this.served++;
      this.#serve(shop);
      if (customer.visits > 1) {
        customer.visits--;
        this.#at(this.#random(50) + 1, "arrive", this.shops[this.#random(4)]!, customer);
      }
    },
  };

  #random(limit: number): number {
    this.#seed = (this.#seed * 8121 + 28411) % 134456;
    return Math.floor(this.#seed / 100) % limit;
  }

  #at(delay: number, kind: Kind, shop: Shop, customer: Customer): void {
    this.events.push({ time: this.#clock + delay, kind, shop, customer });
  }

  #serve(shop: Shop): void {
    const customer = shop.queue.shift();
    shop.busy = customer !== undefined;
    if (customer === undefined) return;
    const wait = this.#clock - customer.arrived;
    this.#waited += wait;
    if (wait > this.#longest) this.#longest = wait;
    this.#at(customer.effort, "done", shop, customer);
  }

  #next(): void {
    const event = this.events.pop();
    this.#clock = event.time;
    this.handlers[event.kind](event);
  }

  run(n: number): string {
    for (let i = 1; i <= n; i++) {
      const customer = { id: i, effort: this.#random(20) + 1, visits: this.#random(2) + 1, arrived: 0 };
      this.#clock = i * 5;
      const delay = this.#random(100);
      this.#at(delay, "arrive", this.shops[this.#random(4)]!, customer);
      while (this.events.size > 30) this.#next();
    }
    while (this.events.size > 0) this.#next();
    return `${this.served} ${this.#waited} ${this.#longest} ${this.#clock}`;
  }
}

/** The program. */
export function run(n: number): string {
  return new Simulation().run(n);
}
