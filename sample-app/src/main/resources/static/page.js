'use strict';

// Asks the shop once a second how it is, and shows that. Only the points of the plot are kept here.

const POLL_MILLIS = 1000;
const LETTERS_MILLIS = 3000;
const POINTS = 60;
const WIDTH = 480;
const HEIGHT = 100;
const MARGIN = 2;

const points = [];
const element = (id) => document.getElementById(id);

let broker = null;
let letters = [];
let failed = [];

async function ask(path, options) {
	const response = await fetch(path, options);
	const body = await response.json().catch(() => ({}));
	if (!response.ok) {
		throw new Error(body.detail || body.message || `${path} answered ${response.status}`);
	}
	return body;
}

const post = (path, body) => ask(path, {
	method: 'POST',
	headers: { 'Content-Type': 'application/json' },
	body: JSON.stringify(body || {})
});

async function poll() {
	try {
		const live = await ask('live');
		broker = live.broker;
		showCounts(live.counts);
		showBroker();
		addPoint(live.counts.pending);
		failed = live.counts.failed > 0 ? (await ask('actuator/robustkafka/failed')).records : [];
		showTroubles();
	}
	catch (error) {
		say(element('broker'), `The shop does not answer: ${error.message}`, true);
	}
	setTimeout(poll, POLL_MILLIS);
}

// A look at dead letters asks Kafka, so it is seldom, and left out while the broker is stopped.
async function pollLetters() {
	if (broker && broker.running !== false) {
		await askLetters();
	}
	setTimeout(pollLetters, LETTERS_MILLIS);
}

async function askLetters() {
	try {
		letters = await ask('live/dead-letters');
		element('letters').textContent = '';
		showTroubles();
	}
	catch (error) {
		element('letters').textContent = `The dead letters are those seen last: ${error.message}`;
	}
}

function showCounts(counts) {
	Object.entries(counts).forEach(([name, count]) => {
		element(name).textContent = count.toLocaleString('en');
	});
}

function showBroker() {
	const { address, running } = broker;
	if (running === null) {
		say(element('broker'), `The broker at ${address} is not the shop's own: stop and start it where it runs.`, false);
	}
	else {
		say(element('broker'), running ? `The broker at ${address} runs.`
			: 'The broker is stopped. Orders are still accepted, and wait on disk.', !running);
	}
	element('stop').disabled = running !== true;
	element('start').disabled = running !== false;
}

function say(place, text, trouble) {
	if (place.textContent !== text) {
		place.textContent = text;
	}
	place.classList.toggle('stopped', trouble);
}

function addPoint(pending) {
	points.push({ pending, outage: broker.running === false });
	if (points.length > POINTS) {
		points.shift();
	}
	const top = niceTop(Math.max(...points.map((point) => point.pending)));
	const step = WIDTH / (POINTS - 1);
	const left = (index) => (POINTS - points.length + index) * step;
	const line = points.map((point, index) =>
		`${left(index).toFixed(1)},${(HEIGHT - MARGIN - point.pending / top * (HEIGHT - 2 * MARGIN)).toFixed(1)}`);
	element('top').textContent = top.toLocaleString('en');
	element('line').setAttribute('points', line.join(' '));
	element('area').setAttribute('d', `M${left(0).toFixed(1)},${HEIGHT} L${line.join(' L')} L${WIDTH},${HEIGHT} Z`);
	element('outages').replaceChildren(...points.flatMap((point, index) => point.outage ? [bar(left(index), step)] : []));
}

function bar(x, width) {
	const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
	Object.entries({ x: x - width, y: 0, width, height: HEIGHT })
		.forEach(([name, value]) => rect.setAttribute(name, value));
	return rect;
}

function niceTop(most) {
	const magnitude = 10 ** Math.max(1, Math.floor(Math.log10(Math.max(1, most))));
	return [1, 2, 5, 10].map((factor) => factor * magnitude).find((top) => top >= most);
}

function showTroubles() {
	const rows = [
		...failed.map((record) => row('failed', `${record.topic}, record ${record.recordId}`, record.failedAt, record.reason, [
			button('Retry', () => change('retry', record)),
			button('Discard', () => change('discard', record))
		])),
		...letters.map((letter) => row('dead-lettered', `payment of order ${letter.order}`, letter.orderedAt, letter.reason, [
			button('Retry', () => post('live/dead-letters/retry', letter.place).then(forget(letter)))
		]))
	];
	const table = element('troubles');
	const state = rows.map((each) => each.dataset.record).join();
	if (table.dataset.state === state) {
		return;
	}
	table.dataset.state = state;
	table.replaceChildren(...(rows.length > 0 ? rows : [note('None.')]));
}

// The endpoint notes who changed what, and why.
const change = (action, record) => post(`actuator/robustkafka/${action}`,
	{ record: record.recordId, reason: 'asked for on the page' });

// What was tried again is no longer shown; if it fails again, it comes back as a new dead letter.
const forget = (letter) => (answer) => {
	letters = letters.filter((other) => other !== letter);
	showTroubles();
	return answer;
};

function row(what, record, since, why, actions) {
	const tr = document.createElement('tr');
	tr.dataset.record = `${what} ${record} ${since}`;
	tr.dataset.what = what;
	const time = since ? new Date(since).toLocaleTimeString() : '';
	[[what], [record], [time], [why, 'why']].forEach(([text, type]) => {
		const td = document.createElement('td');
		td.textContent = text;
		td.className = type || '';
		tr.append(td);
	});
	const td = document.createElement('td');
	td.className = 'actions';
	td.append(...actions.flatMap((action) => [action, ' ']));
	tr.append(td);
	return tr;
}

function note(text) {
	const tr = document.createElement('tr');
	const td = document.createElement('td');
	td.colSpan = 5;
	td.textContent = text;
	tr.append(td);
	return tr;
}

function button(label, action) {
	const made = document.createElement('button');
	made.type = 'button';
	made.textContent = label;
	made.addEventListener('click', () => act(made, action));
	return made;
}

async function act(pressed, action) {
	pressed.disabled = true;
	try {
		const answer = await action();
		element('answer').textContent = answer.message || '';
	}
	catch (error) {
		element('answer').textContent = error.message;
	}
	if (pressed.isConnected && !['stop', 'start'].includes(pressed.id)) {
		pressed.disabled = false;
	}
}

const onClick = (id, action) => element(id).addEventListener('click', () => act(element(id), action));

onClick('stop', () => post('broker/stop'));
onClick('start', () => post('broker/start'));
onClick('burst', () => post('live/burst'));
onClick('oversized', () => post('live/oversized'));
poll();
pollLetters();
